// @ts-check
/** Panels over the page: an item and what is like it, why it stands there, one event's way, what is known. */

import * as api from "./api.js";
import { cardOf, deedsOf } from "./cards.js";
import { h, panel } from "./dom.js";
import { facts } from "./facts.js";
import { language, say } from "./words.js";

/**
 * @typedef {import("./seat.js").Seat} Seat
 * @typedef {import("./seat.js").Shown} Shown
 */

/**
 * A place that fills itself when its answer comes.
 * @param {Promise<any>} answer
 * @param {(json: any) => import("./dom.js").Child | import("./dom.js").Child[]} show
 */
function later(answer, show) {
  const place = h("div", { class: "later", "aria-busy": "true" }, h("p", { class: "loading" }, say("loading")));
  answer
    .then((json) => [show(json)].flat())
    .catch((error) => [h("p", { class: "wrong" }, error.message, error.wayOut ? ` ${error.wayOut}` : "")])
    .then((children) => place.replaceChildren(...children.filter(Boolean)))
    .finally(() => place.removeAttribute("aria-busy"));
  return place;
}

/**
 * @param {Seat} seat
 * @param {Shown} slot
 * @param {import("./cards.js").Doing} doing
 * @param {(slot: Shown) => void} open
 */
export function itemPanel(seat, slot, doing, open) {
  /** @type {import("./cards.js").Doing} */
  const act = (deed, each, card) => {
    if (deed === "open") {
      dialog.close();
      return open(each);
    }
    if (deed !== "why") dialog.close();
    return doing(deed, each, card);
  };
  const body = h("div", { class: "words" }, h("h2", {}, slot.title));
  const known = later(api.item(slot.item), (json) => [
    h("p", { class: "over" }, [json.year, (json.genres ?? []).join(" / ")].filter(Boolean).join(" · ")),
    json.people?.length ? h("p", {}, json.people.join(", ")) : null,
    json.synopsis ? h("p", {}, json.synopsis) : null,
  ]);
  const near = later(api.similar(slot.item, seat.member), (json) => nearRow(json.items ?? [], act));
  const shelves = later(api.product(slot.item, seat.member), (json) => shelvesOf(json, act));
  body.append(known, slot.why ? h("p", { class: "reason" }, slot.why) : "", deedsOf(slot, body, act, true));
  const art = h("img", { class: "big-poster", src: slot.artwork_url, alt: "", width: 200, height: 300 });
  const dialog = panel(slot.title, [h("div", { class: "item" }, art, body), shelves, h("h3", {}, say("similar")), near], { kind: "wide", close: say("close") });
  return dialog;
}

/**
 * What is known of a thing that is sold: its price, its variants, what goes with it and what is due again. Shelves that
 * hold nothing are not there.
 * @param {any} json
 * @param {import("./cards.js").Doing} act
 */
function shelvesOf(json, act) {
  const money = json.price === null ? null : h("p", { class: "price" }, moneyOf(json.price, json.currency), json.stock === 0 ? ` · ${say("sold_out")}` : "");
  const variants = json.variants?.length ? h("ul", { class: "variants" }, json.variants.map((/** @type {any} */ each) => h("li", {}, each.title, each.stock === 0 ? ` · ${say("sold_out")}` : ""))) : null;
  const rows = ["goes_with", "buy_again"].filter((name) => json[name]?.length);
  return [money, variants, ...rows.flatMap((name) => [h("h3", {}, say(name)), nearRow(json[name].map(dueOf), act, name)])];
}

/** @param {any} each a slot that may say when it is due */
const dueOf = (each) => (each.due ? { ...each, why: say("due_by", { day: each.due }) } : each);

/** @param {number} price @param {string} currency */
function moneyOf(price, currency) {
  return currency ? price.toLocaleString(language, { style: "currency", currency }) : price.toFixed(2);
}

/**
 * @param {any[]} items
 * @param {import("./cards.js").Doing} act
 * @param {string} [label] key of what the row is
 */
function nearRow(items, act, label = "similar") {
  const cards = items.slice(0, 12).map((each, column) => cardOf({ ...each, row: 0, column, surface: "similar" }, items.length, act));
  for (const card of cards) card.querySelector(".poster")?.setAttribute("tabindex", "0");
  return cards.length ? h("ul", { class: `cards ${label}`, "aria-label": say(label) }, cards) : h("p", { class: "faint" }, say("none"));
}

/**
 * @param {Seat} seat
 * @param {Shown} slot
 */
export function whyPanel(seat, slot) {
  const row = seat.page?.rows.find((each) => each.row === slot.row && slot.decision);
  const chance = slot.propensity === undefined || slot.propensity > 0.995 ? say("why_chance") : String(Number(slot.propensity.toPrecision(3)));
  const place = slot.decision ? h("p", { class: "faint" }, say("why_slot", { row: slot.row + 1, column: slot.column + 1, propensity: chance })) : null;
  const weighed = later(api.explain(seat.member, slot.item), ({ rows_off: off, item, ...rest }) => [
    h("details", {}, h("summary", {}, say("why_more")), facts(rest)),
    off?.length ? h("details", {}, h("summary", {}, say("why_off")), facts(off)) : null,
  ]);
  const reasons = [...new Set([slot.why, row?.reason])].filter(Boolean);
  panel(say("why_head", slot), [h("h2", {}, say("why_head", slot)), reasons.map((each) => h("p", { class: "reason" }, each)), place, weighed], { close: say("close") });
}

const PARTS = ["event", "trait_change", "candidates", "slots", "artwork", "outcome"];

/**
 * @param {string} event
 * @param {() => void} onclose
 */
export function tracePanel(event, onclose) {
  const way = later(api.trace(event), (json) => {
    const rest = Object.keys(json).filter((name) => !PARTS.includes(name) && typeof json[name] === "object");
    const steps = [...PARTS.filter((name) => name in json), ...rest].map((name) => h("li", {}, h("h3", {}, say(`trace_${name}`)), facts(json[name])));
    return h("ol", { class: "way" }, steps);
  });
  panel(say("trace_head"), [h("h2", {}, say("trace_head")), way], { kind: "wide", onclose, close: say("close") });
}

/**
 * @param {{kind: string, weight: number}[]} traits
 * @param {string} kind
 */
const most = (traits, kind) => Math.max(...traits.map((each) => (each.kind === kind ? Math.abs(each.weight) : 0)));

/** @param {Seat} seat */
export function knownPanel(seat) {
  const shown = later(api.profile(seat.member), ({ traits = [], taste, ...rest }) => [
    taste ? h("p", { class: "reason" }, taste) : null,
    traits.length ? h("ul", { class: "traits" }, traits.slice(0, 24).map((/** @type {any} */ each) => trait(each, most(traits, each.kind)))) : h("p", { class: "faint" }, say("known_none")),
    h("details", {}, h("summary", {}, say("why_more")), facts(rest)),
  ]);
  const head = say("known_head", { name: seat.name });
  panel(head, [h("h2", {}, head), shown], { close: say("close") });
}

/**
 * @param {{kind: string, name: string, weight: number, events?: string[]}} each
 * @param {number} most the largest weight of all
 */
function trait(each, most) {
  const share = Math.round((Math.abs(each.weight) / (most || 1)) * 100);
  const label = `${each.name}: ${each.weight.toPrecision(2)}`;
  const bar = h("span", { class: each.weight < 0 ? "weight less" : "weight", role: "img", "aria-label": label, style: `--share:${share}%` });
  const first = each.events?.[0];
  const name = first ? h("a", { href: `#trace/${first}` }, each.name) : each.name;
  return h("li", {}, h("span", { class: "faint" }, each.kind), h("span", {}, name), bar);
}

/**
 * @param {Seat} seat
 * @param {() => void} gone
 */
export function forgetPanel(seat, gone) {
  let erased = false;
  const place = h("div", {}, h("p", {}, say("forget_line", { name: seat.name })));
  const erase = async () => {
    try {
      seat.tracker.drop();
      const receipt = await api.forget(seat.member);
      erased = true;
      place.replaceChildren(h("p", {}, say("forget_done")), facts(receipt));
    } catch (error) {
      place.append(h("p", { class: "wrong" }, /** @type {Error} */ (error).message));
    }
  };
  const keep = h("button", { type: "button", class: "plain", onclick: () => dialog.close() }, say("keep"));
  place.append(h("p", { class: "choices" }, h("button", { type: "button", class: "danger", onclick: erase }, say("forget_do")), keep));
  const head = say("forget_head", { name: seat.name });
  const dialog = panel(head, [h("h2", {}, head), place], { onclose: () => erased && gone(), close: say("close") });
}
