// One save on its way to the server.
const PATIENCE = 20000; // ms until an answer is given up
export const KEEPALIVE = 60000; // characters a browser sends for a page that is already gone

// The status and what the server told; throws where there was no answer.
export async function post({ text, seen, address }, token) {
  const body = new URLSearchParams(text);
  if (token !== undefined) body.set("csrf_token", token);
  if (seen !== undefined) body.set("seen", seen);
  const request = new AbortController();
  const clock = setTimeout(() => request.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-Account": document.body.dataset.account ?? "" },
      keepalive: body.toString().length < KEEPALIVE,
      signal: request.signal,
    });
    return [answer.status, answer.headers.get("content-type")?.includes("json") ? await answer.json() : null];
  } finally {
    clearTimeout(clock);
  }
}
