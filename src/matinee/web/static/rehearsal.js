// @ts-check
/** Two simulated weeks: offered, under way, seen and removed again; and the banner that stands over all of it. */

import * as api from "./api.js";
import { h } from "./dom.js";
import { say } from "./words.js";

const ASK_MS = 1500;

/** The offer in the lobby; it follows a rehearsal that is under way. @returns {HTMLElement} */
export function rehearsalOffer() {
  const place = h("section", { class: "rehearsal", "aria-label": say("sim_head") });
  const ask = async (/** @type {string} */ method) => {
    try {
      show(await api.rehearsal(method));
    } catch (error) {
      place.append(h("p", { class: "wrong", role: "alert" }, /** @type {Error} */ (error).message));
    }
  };
  const start = h("button", { type: "button", class: "plain start", onclick: () => ask("POST") }, say("sim_start"));
  const away = () => h("button", { type: "button", class: "plain away", onclick: () => ask("DELETE").then(() => ask("GET")) }, say("sim_remove"));
  /** @param {api.Rehearsal} told */
  const show = (told) => {
    const head = h("h2", {}, say("sim_head"), " ", h("span", { class: "badge" }, say("simulated")));
    place.dataset.state = told.state;
    if (told.state === "running") {
      const said = told.day ? say("sim_day", told) : say("sim_begin", told);
      place.replaceChildren(head, h("p", { role: "status" }, said), h("progress", { max: told.days, value: told.day, "aria-label": said }));
      setTimeout(() => place.isConnected && ask("GET"), ASK_MS);
    } else if (told.state === "ready") {
      place.replaceChildren(head, h("p", {}, say("sim_ready", told)), h("p", { class: "choices" }, h("a", { class: "primary see", href: "/simulated/" }, say("sim_see")), away()));
    } else {
      const failed = told.state === "failed" ? h("p", { class: "wrong" }, say("sim_failed", { reason: told.error })) : null;
      place.replaceChildren(head, h("p", {}, say("sim_line")), failed ?? "", start);
    }
  };
  ask("GET");
  return place;
}

/** Over every page of the twin: what this is, and the way out. @param {api.About | null} about */
export function banner(about) {
  const n = about?.simulated_events ?? 0;
  return h("p", { class: "rehearsed" }, h("strong", {}, say("simulated")), h("span", {}, say("sim_banner", { n })), h("a", { href: "/" }, say("sim_back")));
}
