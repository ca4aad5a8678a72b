// @ts-check
/** One's own history: a file dropped or chosen in, what of it the catalogue has out; "forget me" stands beside it. */

import * as api from "./api.js";
import { h, panel } from "./dom.js";
import { facts } from "./facts.js";
import { newId } from "./client.js";
import { forgetPicked, ownMember, rememberPicked } from "./known.js";
import { say } from "./words.js";

const LISTED = 40;

/**
 * @param {(member: string) => void} sit
 * @returns {HTMLDialogElement}
 */
export function historyPanel(sit) {
  const member = ownMember() ?? `you-${newId().slice(0, 8)}`;
  const answer = h("div", { class: "brought", role: "status", "aria-live": "polite" });
  const choose = h("input", { type: "file", accept: ".csv,text/csv", id: "history", class: "unseen" });
  const zone = h(
    "label",
    { class: "drop", for: "history" },
    h("strong", {}, say("own_drop")),
    h("span", {}, say("own_file")),
    choose,
  );
  /** @param {File | undefined} file */
  const take = async (file) => {
    if (!file) return;
    answer.replaceChildren(h("p", {}, say("own_reading", { name: file.name })));
    try {
      await api.arrive(member, say("you"));
      const found = await api.bring(member, file);
      rememberPicked(member);
      answer.replaceChildren(...result(found), after());
    } catch (error) {
      const { message, wayOut } = /** @type {api.ApiError} */ (error);
      answer.replaceChildren(h("p", { class: "wrong", role: "alert" }, message), wayOut ? h("p", {}, wayOut) : "");
    }
  };
  const after = () => {
    const see = h("button", { type: "button", class: "primary see", onclick: () => (dialog.close(), sit(member)) }, say("pick_done"));
    return h("p", { class: "choices" }, see, h("button", { type: "button", class: "danger forget-own", onclick: forget }, say("forget")));
  };
  const forget = async () => {
    try {
      const receipt = await api.forget(member);
      forgetPicked(member);
      answer.replaceChildren(h("p", {}, say("forget_done")), facts(receipt));
    } catch (error) {
      answer.append(h("p", { class: "wrong", role: "alert" }, /** @type {Error} */ (error).message));
    }
  };
  choose.addEventListener("change", () => take(choose.files?.[0]));
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (/** @type {Event} */ event) => (event.preventDefault(), zone.classList.add("over")));
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (/** @type {DragEvent} */ event) => (event.preventDefault(), take(event.dataTransfer?.files[0])));
  const dialog = panel(say("own_head"), [h("h2", {}, say("own_head")), h("p", {}, say("own_line")), zone, h("p", { class: "faint" }, say("own_stays")), answer], { close: say("close") });
  return dialog;
}

/** @param {api.Brought} found */
function result(found) {
  const share = Math.round(found.match_share * 100);
  const lost = found.unmatched.slice(0, LISTED).map(([title, times]) => h("li", {}, title, times > 1 ? h("span", { class: "faint" }, ` × ${times}`) : ""));
  const more = found.unmatched.length - lost.length;
  return [
    h("p", { class: "rate" }, h("strong", {}, `${share} %`), " ", say("own_rate", { n: found.viewings, profile: found.profile })),
    h("div", { class: "meter", role: "img", "aria-label": `${share} %`, style: `--share:${share}%` }),
    h("p", {}, say("own_plays", { n: found.events + found.duplicate })),
    found.weeks_back ? h("p", { class: "faint" }, say("own_weeks", { n: found.weeks_back })) : "",
    found.refused.length ? h("p", { class: "wrong" }, say("own_refused", { n: found.refused.length, reason: found.refused[0].reason })) : "",
    lost.length ? h("details", { open: lost.length < 12 }, h("summary", {}, say("own_lost", { n: found.unmatched.length })), h("ul", { class: "lost" }, lost, more > 0 ? h("li", { class: "faint" }, `+ ${more}`) : "")) : "",
  ];
}
