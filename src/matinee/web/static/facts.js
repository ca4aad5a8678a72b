// @ts-check
/** Facts: any JSON in, a readable list or table out. */

import { h } from "./dom.js";
import { say } from "./words.js";

const MOST = 12;

/**
 * @param {unknown} value
 * @returns {HTMLElement}
 */
export function facts(value) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return h("span", { class: "faint" }, say("none"));
  if (Array.isArray(value)) return value.every(isPlain) ? h("span", {}, value.slice(0, MOST).map(plain).join(", ")) : table(value.slice(0, MOST));
  if (typeof value === "object") {
    const pairs = Object.entries(value).filter(([, each]) => each !== "" && each !== null);
    return h("dl", {}, pairs.flatMap(([name, each]) => [h("dt", {}, wordy(name)), h("dd", {}, facts(name === "at" ? moment(each) : each))]));
  }
  return h("span", {}, plain(value));
}

/** @param {any[]} rows */
function table(rows) {
  const names = [...new Set(rows.flatMap((row) => (isPlain(row) ? [] : Object.keys(row))))].slice(0, 6);
  const head = h("tr", {}, names.map((name) => h("th", { scope: "col" }, wordy(name))));
  const body = rows.map((row) => h("tr", {}, names.map((name) => h("td", {}, isPlain(row?.[name]) ? plain(row?.[name]) : facts(row[name])))));
  return h("div", { class: "scrolls", tabindex: "0" }, h("table", {}, h("thead", {}, head), h("tbody", {}, body)));
}

/** @param {unknown} value */
const isPlain = (value) => value === null || typeof value !== "object";

/** @param {unknown} value */
function plain(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** @param {unknown} at microseconds, or a time in words already */
const moment = (at) => (typeof at === "number" ? new Date(at / 1000).toISOString() : at);

/** @param {string} name */
const wordy = (name) => name.replaceAll("_", " ");
