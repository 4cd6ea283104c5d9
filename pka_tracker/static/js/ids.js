// A name that nobody else draws: eight hexadecimal digits, as the server draws them for rows.
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
