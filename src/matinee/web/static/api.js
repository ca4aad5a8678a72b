// @ts-check
/** The server's answers: an address in, its JSON or one kind of error out. */

/**
 * @typedef {{item: string, title: string, artwork: string, artwork_url: string, row: number, column: number, why: string, play?: string, score?: number, propensity?: number}} Slot
 * @typedef {{row: number, kind: string, name: string, reason: string, items: Slot[]}} PageRow
 * @typedef {{decision: string, member: string, at: string, snapshot: string, policy: string, rows: PageRow[], source?: string}} Page
 * @typedef {{name: string, now: string, clock: string, data?: {from: string, until: string}, as_of: string, source: string, members: number, items: number, events: number, simulated_events?: number, shop?: boolean, kind?: string, film?: string,  simulated_members?: number}} About
 * @typedef {{member: string, name: string, taste: string, evidence?: string, n_events: number, kids: boolean}} Member
 */

/** Below which address this page's server answers: a rehearsal's twin stands beside the real house. */
export const base = location.pathname.startsWith("/simulated/") ? "/simulated" : "";

export class ApiError extends Error {
  /** @param {{code?: string, message?: string, way_out?: string}} body */
  constructor(body) {
    super(body.message || "The server did not answer.");
    this.code = body.code ?? "unreachable";
    this.wayOut = body.way_out ?? "";
  }
}

const KEPT = "matinee.token";

/** @returns {string} the member's token: what stood after `#token=` in the address, kept for this tab; else "" */
export function token() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", location.pathname + location.search); // no token in bookmarks and histories
  }
  return sessionStorage.getItem(KEPT) ?? "";
}

/** @returns {string} the member that the token is for; "" without one */
export function tokenMember() {
  const body = token().replace(/^mt_/, "").split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
  try {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0))))[0];
  } catch {
    return "";
  }
}

/**
 * @param {string} path
 * @param {{method?: string, body?: unknown}} [options]
 * @returns {Promise<any>}
 */
export async function ask(path, { method = "GET", body } = {}) {
  /** @type {Record<string, string>} */
  const headers = body === undefined ? {} : { "content-type": body instanceof Blob ? "text/csv" : "application/json" };
  const mine = token();
  if (mine) headers.authorization = `Bearer ${mine}`;
  let answer;
  try {
    answer = await fetch(base + path, { method, headers, body: body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body) });
  } catch {
    throw new ApiError({});
  }
  const text = await answer.text();
  const json = text ? parsed(text) : {};
  if (!answer.ok) throw new ApiError(json);
  return json;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200) };
  }
}

const id = encodeURIComponent;

/** @param {Record<string, string | number | undefined>} given */
const query = (given) =>
  new URLSearchParams(Object.entries(given).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])));

/** @returns {Promise<About>} */
export const about = () => ask("/v1/about");

/** @param {number} limit @returns {Promise<Member[]>} */
export const members = async (limit) => (await ask(`/v1/members?limit=${limit}`)).members;

/** @param {string} member @param {Record<string, string>} context @returns {Promise<Page>} */
export const home = (member, context) => ask(`/v1/members/${id(member)}/home?${query(context)}`);

/** @param {Page} page @param {PageRow} row @returns {Promise<PageRow>} */
export const more = (page, row) =>
  ask(`/v1/members/${id(page.member)}/home/rows/${row.row}?${query({ decision: page.decision, from: row.items.length })}`);

/** @param {string} member @param {string} name */
export const arrive = (member, name) => ask(`/v1/members/${id(member)}`, { method: "PUT", body: { member, name } });

/** @param {string} member */
export const forget = (member) => ask(`/v1/members/${id(member)}`, { method: "DELETE" });

/** @param {string} member */
export const profile = (member) => ask(`/v1/members/${id(member)}/profile`);

/** @param {string} member @param {string} item */
export const explain = (member, item) => ask(`/v1/members/${id(member)}/explain/${id(item)}`);

/** @param {string} item @param {string} member */
export const product = (item, member) => ask(`/v1/items/${id(item)}/page?${query({ member })}`);

/** @param {string} item @param {string} member */
export const similar = (item, member) => ask(`/v1/items/${id(item)}/similar?${query({ member })}`);

/** @param {string} item */
export const item = (item) => ask(`/v1/items/${id(item)}`);

/** @param {string} event */
export const trace = (event) => ask(`/v1/trace/${id(event)}`);

/** @param {string} q @param {string} member */
export const search = (q, member) => ask(`/v1/search?${query({ q, member, limit: 30 })}`);

/** @typedef {{state: "none" | "running" | "ready" | "failed", day: number, days: number, members: number, events: number, plays: number, error: string}} Rehearsal */

/** The simulated weeks of the real house, asked for from either. @param {string} [method] @returns {Promise<Rehearsal>} */
export async function rehearsal(method = "GET") {
  const answer = await fetch("/v1/simulated", { method });
  const json = parsed(await answer.text());
  if (!answer.ok) throw new ApiError(json);
  return json;
}

/** @typedef {{events: number, duplicate: number, refused: {line: number, reason: string}[], viewings: number, extras: number, match_share: number, unmatched: [string, number][], weeks_back: number, profile: string}} Brought */

/** @param {string} member @param {Blob} file @returns {Promise<Brought>} */
export const bring = (member, file) => ask(`/v1/members/${id(member)}/history`, { method: "POST", body: file });
