// @ts-check
/** Known faces: who was offered in the lobby, remembered for the visit, and which member is the visitor's own. */

import * as api from "./api.js";
import { say } from "./words.js";

const OWN = "matinee.you";
const FACES = "matinee.faces";

/** @typedef {{member: string, name: string, taste: string}} Face */

/** @param {Face} face */
export function nameOf({ member, name }) {
  if (name) return name;
  return member.startsWith("you-") ? say("you") : say("member", { id: member });
}

/** The member that the visitor made by picking three, if any. */
export const ownMember = () => localStorage.getItem(OWN);

/** @param {string} member */
export const rememberPicked = (member) => localStorage.setItem(OWN, member);

/** @param {string} member */
export function forgetPicked(member) {
  if (ownMember() === member) localStorage.removeItem(OWN);
}

/**
 * @param {api.Member[]} members
 * @returns {api.Member[]} the same
 */
export function remember(members) {
  sessionStorage.setItem(FACES, JSON.stringify(members.map(({ member, name, taste }) => ({ member, name, taste }))));
  return members;
}

/**
 * @param {string[]} ids
 * @param {boolean} ask ask the server where one is not known
 * @returns {Promise<Face[]>}
 */
export async function known(ids, ask) {
  /** @type {Face[]} */
  let faces = JSON.parse(sessionStorage.getItem(FACES) ?? "[]");
  if (ask && !ids.every((id) => faces.some((face) => face.member === id))) faces = await api.members(100).catch(() => []);
  return ids.map((id) => faces.find((face) => face.member === id) ?? { member: id, name: "", taste: "" });
}
