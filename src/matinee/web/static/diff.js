// @ts-check
/** What moved: the page before and the page after in, the moves in words out. Pure. */

import { say } from "./words.js";

/**
 * @typedef {import("./api.js").Page} Page
 * @typedef {{added: import("./api.js").PageRow[], gone: import("./api.js").PageRow[], fresh: number, pictures: number,
 *   risen: {title: string, from: number, to: number} | null}} Moves
 */

/** @param {import("./api.js").PageRow} row */
const keyOf = (row) => `${row.kind}\u001f${row.name}`;

/** @param {Page} page */
function placesOf(page) {
  /** @type {Map<string, import("./api.js").Slot & {at: number}>} */
  const places = new Map();
  page.rows.forEach((row, at) => row.items.forEach((slot) => places.set(slot.item, { ...slot, at })));
  return places;
}

/**
 * @param {Page} before
 * @param {Page} after
 * @returns {Moves}
 */
export function movesBetween(before, after) {
  const had = new Set(before.rows.map(keyOf));
  const has = new Set(after.rows.map(keyOf));
  const was = placesOf(before);
  const is = placesOf(after);
  let risen = null;
  let fresh = 0;
  let pictures = 0;
  for (const [item, slot] of is) {
    const old = was.get(item);
    if (!old) fresh += 1;
    else {
      if (old.artwork !== slot.artwork) pictures += 1;
      const rise = old.at - slot.at;
      if (rise > 1 && (!risen || rise > risen.from - risen.to)) risen = { title: slot.title, from: old.at + 1, to: slot.at + 1 };
    }
  }
  return {
    added: after.rows.filter((row) => !had.has(keyOf(row))),
    gone: before.rows.filter((row) => !has.has(keyOf(row))),
    fresh,
    pictures,
    risen,
  };
}

/**
 * @param {Moves} moves
 * @param {string} [title] reasons that name it come first
 * @returns {string[]} sentences, the weightiest first; one that says so where nothing moved
 */
export function tellMoves(moves, title = "") {
  const lines = [];
  const names = (/** @type {string} */ reason) => Number(Boolean(title) && reason.includes(title));
  const because = moves.added.map((row) => row.reason || row.name).sort((one, other) => names(other) - names(one));
  if (because.length) {
    const reason = [...new Set(because)].slice(0, names(because[0]) ? 1 : 2).join("; ");
    lines.push(say("strip_rows", { n: moves.added.length, reason: lowered(reason) }));
  }
  if (moves.gone.length) lines.push(say("strip_fewer", { n: moves.gone.length }));
  if (moves.risen) lines.push(say("strip_up", moves.risen));
  if (moves.fresh) lines.push(say("strip_new", { n: moves.fresh }));
  if (moves.pictures) lines.push(say("strip_pictures", { n: moves.pictures }));
  return lines.length ? lines : [say("strip_same")];
}

/** @param {string} reason a sentence that now stands inside another */
function lowered(reason) {
  const bare = reason.replace(/^because\s+/i, "").replace(/\.$/, "");
  return /^(You|Your|The|This|People|Many|Members|Liked|Du|Dein|Weil)\b/.test(bare) ? bare[0].toLowerCase() + bare.slice(1) : bare;
}
