// @ts-check
/** Words: a key in, the sentence in the reader's language out. One file per language in words/. */

import { WORDS as en } from "./words/en.js";

/** @type {Record<string, string>} */
let words = en;
let trade = "";

/** From now on the words of this trade ("shop", "paper") are said where there are any. @param {string} kind */
export function sayAs(kind) {
  trade = kind && `_${kind}`;
}

export let language = "en";

/** Choose the language: asked for in the address, kept from before, or the browser's; English fills what is missing. */
export async function chooseLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked) localStorage.setItem("matinee.lang", asked);
  language = (asked ?? localStorage.getItem("matinee.lang") ?? navigator.language).slice(0, 2) === "de" ? "de" : "en";
  if (language === "de") words = { ...en, ...(await import("./words/de.js")).WORDS };
  document.documentElement.lang = language;
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [given] values for {name}; `n` also chooses key_one where n is 1
 * @returns {string}
 */
export function say(key, given = {}) {
  const known = given.n === 1 && words[`${key}_one`] ? `${key}_one` : key;
  const sentence = (trade && words[known + trade]) || words[known] || key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    const value = given[name];
    return typeof value === "number" ? value.toLocaleString(language) : String(value ?? "");
  });
}
