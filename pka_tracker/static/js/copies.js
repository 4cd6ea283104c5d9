// The copies on this device (IndexedDB): each belongs to an account, a form and the tab in which it was typed, and
// goes only when the server has exactly its text. Where a browser keeps nothing, all works without it.
import { openDB } from "../vendor/idb.js"; // with the page: a line that is cut later must not take it away
import { newId } from "./ids.js";

const STORE = "copies";
const PATIENCE = 3000; // ms that a tab may take to close; after that it counts as open
const account = document.body.dataset.account;
const tab = newId();
const database = open();

async function open() {
  if (!account || !window.indexedDB) return null;
  try {
    const found = await openDB("pka-tracker", 1, {
      upgrade: (fresh) => fresh.createObjectStore(STORE, { keyPath: "id" }).createIndex("account", "account"),
    });
    navigator.locks?.request(lock(tab), () => new Promise(() => {}));
    return found;
  } catch {
    return null; // a private window, or no room
  }
}

const lock = (name) => `pka-tracker ${name}`;

export class Copy {
  constructor() {
    this.id = newId();
    this.old = []; // copies of closed tabs that this one takes the place of
    this.record = null;
    this.held = false; // whether the device has what the page has
  }

  keep(values) {
    this.record = { ...this.record, ...values, id: this.id, account, tab, at: Date.now() };
    return this.write();
  }

  drop() {
    this.record = null;
    return this.write();
  }

  // Takes the place of a copy that a closed tab left behind.
  adopt({ id }) {
    this.old.push(id);
  }

  // One at a time; what changed meanwhile follows.
  write() {
    this.late = true;
    this.writing ??= this.writeAll().finally(() => (this.writing = null));
    return this.writing;
  }

  async writeAll() {
    const found = await database;
    while (found && this.late) {
      this.late = false;
      this.held = await this.put(found).catch(() => false);
    }
  }

  async put(found) {
    const change = found.transaction(STORE, "readwrite");
    const gone = this.old.splice(0);
    gone.forEach((id) => change.store.delete(id));
    if (this.record) change.store.put(this.record);
    else change.store.delete(this.id);
    try {
      await change.done;
    } catch (error) {
      this.old.push(...gone);
      throw error;
    }
    return Boolean(this.record);
  }
}

export async function forget({ id }) {
  await (await database)?.delete(STORE, id);
}

// What closed tabs of this account left behind, newest first.
export async function leftBehind() {
  try {
    const all = await (await database).getAllFromIndex(STORE, "account", account);
    const names = [...new Set(all.map((copy) => copy.tab))];
    const open = await Promise.all(names.map(isOpen));
    return all.filter((copy) => !open[names.indexOf(copy.tab)]).sort((one, other) => other.at - one.at);
  } catch {
    return [];
  }
}

// An open tab holds its lock; one that is just closing gives it away when its process ends, on a busy phone seconds later.
async function isOpen(name) {
  if (name === tab) return true;
  if (!navigator.locks) return false;
  try {
    await navigator.locks.request(lock(name), { signal: AbortSignal.timeout(PATIENCE) }, () => {});
    return false;
  } catch {
    return true;
  }
}
