// @ts-check
/**
 * The tracker: what people see and do on a page in, Matinee's events out. No dependency; embed it anywhere:
 *
 *   import { Tracker } from "https://matinee.example/static/client.js";
 *   const tracker = new Tracker({ endpoint: "https://matinee.example", member: "42" });
 *   tracker.see(cardElement, { item: "6", decision: page.decision, row: 0, column: 3, artwork: "6-scene" });
 *   tracker.track("thumb", { item: "6", value: 1 });
 *
 * Events wait in localStorage until the server has answered for them, so that neither a lost network nor a closed tab
 * loses one; sent twice, they count once, for each carries its own event_id.
 *
 * @typedef {{item: string, decision?: string, row?: number, column?: number, artwork?: string, surface?: string}} Slot
 * @typedef {{event_id: string, kind: string, at: string, [field: string]: unknown}} MatineeEvent
 * @typedef {{accepted: number, duplicate: number, quarantined: {event_id?: string, reason: string}[], waiting: number}} Sent
 * @typedef {object} Options
 * @property {string} [endpoint] where the server is; the page's own by default
 * @property {string} [member] who this is; else `anonymous`
 * @property {string} [anonymous] the guest's id, until `identify`
 * @property {string} [token] the member's token, where the server has keys
 * @property {string} [device] tv, desktop, tablet or phone
 * @property {string} [session] made for this page if not given
 * @property {boolean} [consent] false: nothing is kept and nothing sent
 * @property {() => number} [now] milliseconds of the clock that the events carry
 */

const PREFIX = "matinee.event.";
const KEPT = 2000; // events that wait at most; the oldest impressions, dwells and scrolls give way first
const BATCH = 100;
const SEEN_MS = 1000; // in view at least half for this long is seen
const DWELT_MS = 500;
const REST_MS = 400; // a scroll is over after so long without one
const GATHER_MS = 1500;
const PASSIVE = new Set(["impression", "dwell", "scroll"]);

/** An id that no other event has. */
export function newId() {
  if (globalThis.isSecureContext) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The events that wait, one entry each, so that several tabs never overwrite one another. */
class Queue {
  /** @param {string} endpoint whose events these are: those for one server never go to another */
  constructor(endpoint) {
    this.prefix = endpoint ? `matinee.events of ${endpoint}.` : PREFIX;
    /** @type {Map<string, string>} kept here where the browser forbids localStorage */
    this.memory = new Map();
  }

  /** @returns {Storage | null} */
  get store() {
    try {
      return globalThis.localStorage;
    } catch {
      return null;
    }
  }

  /** @param {MatineeEvent} event */
  add(event) {
    const text = JSON.stringify(event);
    try {
      if (!this.store) throw new Error("no storage");
      this.store.setItem(this.prefix + event.event_id, text);
    } catch {
      this.memory.set(event.event_id, text);
    }
    if (this.size > KEPT) this.trim();
  }

  /** @returns {MatineeEvent[]} oldest first */
  all() {
    const texts = [...this.memory.values()];
    for (const key of this.keys()) texts.push(this.store?.getItem(key) ?? "null");
    return texts
      .map((text) => JSON.parse(text))
      .filter(Boolean)
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** @param {string[]} ids */
  remove(ids) {
    for (const id of ids) {
      this.memory.delete(id);
      this.store?.removeItem(this.prefix + id);
    }
  }

  get size() {
    return this.memory.size + this.keys().length;
  }

  keys() {
    return this.store ? Object.keys(this.store).filter((key) => key.startsWith(this.prefix)) : [];
  }

  trim() {
    const waiting = this.all();
    const passive = waiting.filter((event) => PASSIVE.has(event.kind));
    const over = waiting.length - KEPT;
    this.remove((passive.length >= over ? passive : waiting).slice(0, over).map((event) => event.event_id));
  }
}

export class Tracker {
  /** @param {Options} [options] */
  constructor(options = {}) {
    this.endpoint = (options.endpoint ?? "").replace(/\/$/, "");
    this.member = options.member ?? "";
    this.anonymous = options.anonymous ?? "";
    this.token = options.token ?? "";
    this.device = options.device ?? "";
    this.session = options.session ?? newId();
    this.now = options.now ?? Date.now;
    this.queue = new Queue(this.endpoint);
    /** @type {WeakMap<Element, Slot>} */
    this.slots = new WeakMap();
    /** @type {Map<Element, ReturnType<typeof setTimeout>>} */
    this.pending = new Map();
    /** @type {Set<string>} */
    this.shown = new Set();
    /** @type {Promise<Sent> | null} */
    this.sending = null;
    this.retryMs = 0;
    this.stopping = new AbortController();
    this.observer = new IntersectionObserver((entries) => this.#looked(entries), { threshold: [0, 0.5] });
    this.allowed = options.consent ?? true;
    this.#listen();
    if (this.allowed && this.queue.size) this.#later(0);
  }

  /** Whether anything may be kept and sent. Taking consent back empties the queue. */
  get consent() {
    return this.allowed;
  }

  set consent(given) {
    this.allowed = given;
    if (!given) this.queue.remove(this.queue.all().map((event) => event.event_id));
  }

  /** One thing that a member did; it is sent within a second or two.
   * @param {string} kind
   * @param {Record<string, unknown>} [fields]
   * @returns {string} its event_id; empty without consent
   */
  track(kind, fields = {}) {
    if (!this.allowed) return "";
    const who = this.member ? { member: this.member } : { anonymous: this.anonymous };
    /** @type {MatineeEvent} */
    const event = {
      event_id: newId(),
      kind,
      at: new Date(this.now()).toISOString(),
      ...who,
      session: this.session,
      ...(this.device ? { device: this.device } : {}),
      ...fields,
    };
    this.queue.add(event);
    this.#later(GATHER_MS);
    return event.event_id;
  }

  /** Watch a card: seen for a second, dwelt upon.
   * @param {Element} element
   * @param {Slot} slot
   */
  see(element, slot) {
    this.slots.set(element, slot);
    this.observer.observe(element);
    const { signal } = this.stopping;
    let since = 0;
    const begin = () => (since ||= performance.now());
    const end = () => {
      const ms = since && performance.now() - since;
      since = 0;
      if (ms >= DWELT_MS) this.track("dwell", { ...slot, seconds: seconds(Math.min(ms, 300_000)) });
    };
    for (const kind of ["pointerenter", "focusin"]) element.addEventListener(kind, begin, { signal });
    for (const kind of ["pointerleave", "focusout"]) element.addEventListener(kind, end, { signal });
  }

  /** Watch a list that scrolls sideways: which of its cards went past, how far, in how many seconds. @param {Element} list */
  watchRow(list) {
    this.#watchScroll(list, list, "left", (cards, from, to, took) => {
      const passed = cards.slice(Math.min(from, to), Math.max(from, to)).map((card) => this.slots.get(card));
      const known = passed.flatMap((slot) => (slot ? [slot] : []));
      if (!known.length) return;
      const { decision, row } = known[0];
      const items = known.map((slot) => slot.item);
      this.track("scroll", { decision, row, column: to, items, seconds: took, surface: known[0].surface });
    });
  }

  /** Watch the page's own scroll over rows: how many rows went past, and the row that was reached.
   * @param {Element} rows the element whose children are the rows
   * @param {{decision?: string, surface?: string}} [where]
   */
  watchRows(rows, where = {}) {
    this.#watchScroll(rows.ownerDocument, rows, "top", (_, from, to, took) => {
      this.track("scroll", { ...where, row: to, value: Math.abs(to - from), seconds: took });
    });
  }

  /** A play: tell it where the film stands, and it sends the phases with the seconds watched since the phase before.
   * @param {Slot} slot
   * @returns {{id: string, first: string, phase: (phase: "heartbeat" | "pause" | "stop", position: number, watched: number) => string}}
   */
  play(slot) {
    const play = newId();
    const first = this.track("play", { ...slot, play, phase: "start", seconds: 0, position_seconds: 0 });
    return {
      id: play,
      first,
      phase: (phase, position, watched) =>
        this.track("play", { ...slot, play, phase, seconds: round(watched), position_seconds: round(position) }),
    };
  }

  /** Send what waits, now. @returns {Promise<Sent>} how the server answered; `waiting` is what could not be sent yet */
  async flush() {
    while (this.sending) await this.sending;
    this.sending = this.#send();
    try {
      return await this.sending;
    } finally {
      this.sending = null;
    }
  }

  /** This member is to be forgotten: what waits of them goes unsent, and nothing more is recorded here. */
  drop() {
    this.allowed = false;
    this.close();
    const theirs = this.queue.all().filter((event) => (event.member ?? event.anonymous) === (this.member || this.anonymous));
    this.queue.remove(theirs.map((event) => event.event_id));
  }

  /** Stop watching; what waits is still sent. */
  close() {
    this.stopping.abort();
    this.observer.disconnect();
    for (const timer of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
  }

  #listen() {
    const { signal } = this.stopping;
    const leave = () => document.visibilityState === "hidden" && this.#beacon();
    document.addEventListener("visibilitychange", leave, { signal });
    globalThis.addEventListener("pagehide", () => this.#beacon(), { signal });
    globalThis.addEventListener("online", () => this.#later(0), { signal });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #looked(entries) {
    for (const { target, intersectionRatio } of entries) {
      const waiting = this.pending.get(target);
      if (intersectionRatio >= 0.5 && waiting === undefined) {
        this.pending.set(target, setTimeout(() => this.#seen(target), SEEN_MS));
      } else if (intersectionRatio < 0.5 && waiting !== undefined) {
        clearTimeout(waiting);
        this.pending.delete(target);
      }
    }
  }

  /** @param {Element} target */
  #seen(target) {
    const slot = this.slots.get(target);
    if (!slot || !target.isConnected || document.visibilityState === "hidden") return;
    const key = `${slot.decision}/${slot.row}/${slot.column}/${slot.item}`;
    if (this.shown.has(key)) return;
    this.shown.add(key);
    this.track("impression", { ...slot });
  }

  /**
   * @param {EventTarget} scroller
   * @param {Element} list
   * @param {"left" | "top"} edge
   * @param {(cards: Element[], from: number, to: number, took: number) => void} tell
   */
  #watchScroll(scroller, list, edge, tell) {
    let began = 0;
    /** @type {ReturnType<typeof setTimeout>} */
    let rest;
    const first = () => {
      const start = scroller === list ? list.getBoundingClientRect()[edge] : 0;
      const at = [...list.children].findIndex((card) => card.getBoundingClientRect()[edge] >= start - 8);
      return at < 0 ? list.children.length - 1 : at;
    };
    let from = first();
    const ended = () => {
      const to = first();
      const took = seconds(performance.now() - began - REST_MS);
      if (to !== from && list.isConnected) tell([...list.children], from, to, Math.max(0, took));
      from = to;
      began = 0;
    };
    const moved = () => {
      if (!list.isConnected) return scroller.removeEventListener("scroll", moved);
      began ||= performance.now();
      clearTimeout(rest);
      rest = setTimeout(ended, REST_MS);
      return undefined;
    };
    scroller.addEventListener("scroll", moved, { signal: this.stopping.signal, passive: true });
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(ms, this.retryMs));
  }

  /** @returns {Promise<Sent>} */
  async #send() {
    clearTimeout(this.timer);
    /** @type {Sent} */
    const sum = { accepted: 0, duplicate: 0, quarantined: [], waiting: 0 };
    let size = BATCH;
    while (this.allowed) {
      const batch = this.queue.all().slice(0, size);
      if (!batch.length) break;
      const answer = await this.#post(batch);
      if (answer === "smaller" && size > 1) size = Math.ceil(size / 2);
      else if (answer === "later") break;
      else {
        this.queue.remove(batch.map((event) => event.event_id));
        if (answer !== "smaller") add(sum, answer);
      }
    }
    sum.waiting = this.queue.size;
    if (sum.waiting && this.allowed) this.#later(this.retryMs);
    return sum;
  }

  /**
   * @param {MatineeEvent[]} batch
   * @returns {Promise<Sent | "later" | "smaller">}
   */
  async #post(batch) {
    try {
      const answer = await this.#deliver(batch);
      if (answer.status === 413) return "smaller";
      if (answer.status === 429 || answer.status >= 500) throw new Error(answer.headers.get("retry-after") ?? "");
      this.retryMs = 0;
      if (!answer.ok) return { accepted: 0, duplicate: 0, quarantined: batch.map(refused), waiting: 0 };
      return { waiting: 0, ...(await answer.json()) };
    } catch (error) {
      const asked = Number(error instanceof Error ? error.message : 0) * 1000;
      this.retryMs = asked > 0 ? asked : Math.min(60_000, Math.max(2000, this.retryMs * 2));
      return "later";
    }
  }

  /**
   * @param {MatineeEvent[]} batch
   * @param {boolean} [leaving] the page goes: the browser sends it all the same
   */
  #deliver(batch, leaving = false) {
    /** @type {Record<string, string>} */
    const headers = { "content-type": "application/json" };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    return fetch(`${this.endpoint}/v1/events`, { method: "POST", headers, body: JSON.stringify(batch), keepalive: leaving });
  }

  /** What waits goes out as the page goes; it stays queued until a later page hears that it arrived. */
  #beacon() {
    const batch = this.allowed ? this.queue.all().slice(0, BATCH) : [];
    if (!batch.length || !navigator.sendBeacon) return;
    if (this.token) return void this.#deliver(batch, true).catch(() => {}); // a beacon carries no token
    navigator.sendBeacon(`${this.endpoint}/v1/events`, new Blob([JSON.stringify(batch)], { type: "application/json" }));
  }
}

/** @param {number} ms */
const seconds = (ms) => round(ms / 1000);

/** @param {number} value */
const round = (value) => Math.max(0, Math.round(value * 100) / 100);

/** @param {MatineeEvent} event */
const refused = (event) => ({ event_id: event.event_id, reason: "the server refused the batch" });

/**
 * @param {Sent} sum
 * @param {Sent} answer
 */
function add(sum, answer) {
  sum.accepted += answer.accepted ?? 0;
  sum.duplicate += answer.duplicate ?? 0;
  sum.quarantined.push(...(answer.quarantined ?? []));
}
