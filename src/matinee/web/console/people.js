// @ts-check
// A member: what is known of them, and every page that was sent to them, with its reasons, as it was.
import { h } from "/static/dom.js";
import { ask, heading, number, table } from "/console/files/ask.js";

const when = (iso) => iso.slice(0, 16).replace("T", " ");

function shelf(row) {
  return h("section", { class: "shelf" }, h("h3", {}, row.name), h("p", {}, row.reason),
    h("ul", { class: "slots", tabindex: "0", role: "list", "aria-label": row.name }, row.items.map((slot) => h("li", {},
      h("img", { src: slot.artwork_url, alt: "", loading: "lazy", onerror: (event) => event.target.remove() }), h("strong", {}, slot.title), h("span", {}, slot.why),
      h("span", {}, `score ${number(slot.score)}, chance ${number(slot.propensity)}`)))));
}

function known(profile) {
  return h("section", { class: "card" }, h("h2", {}, "What is known"), h("dl", { class: "tiles" }, Object.entries(profile)
    .filter(([, value]) => ["string", "number"].includes(typeof value) && value !== "")
    .slice(0, 12).map(([name, value]) => h("div", { class: "tile" }, h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, typeof value === "number" ? number(value) : value)))),
  ...Object.entries(profile).filter(([, value]) => Array.isArray(value) && value.length && typeof value[0] === "object").map(([name, value]) =>
    table(name.replaceAll("_", " "), Object.keys(value[0]).filter((key) => typeof value[0][key] !== "object").slice(0, 6)
      .map((key) => [key.replaceAll("_", " "), (line) => typeof line[key] === "number" ? number(line[key]) : String(line[key] ?? ""), "text"]), value.slice(0, 12))));
}

export async function members(member = "", decision = "") {
  const field = h("input", { name: "member", value: member, autocomplete: "off", list: "known-members", required: true });
  const until = h("input", { name: "until", type: "datetime-local" });
  const list = h("datalist", { id: "known-members" });
  ask("/v1/members").then((found) => list.append(...(found.members ?? []).slice(0, 200).map((one) => h("option", { value: one.member }))), () => {});
  const form = h("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); location.hash = `#/members/${encodeURIComponent(field.value)}${until.value ? `/~${until.value}` : ""}`; } },
    h("label", {}, "Member", field, list), h("label", {}, "Pages until (UTC)", until), h("button", {}, "Look"));
  const head = heading("Members", "A member's profile and every page that was sent to them, made again as it was, with the reason of each row and slot.");
  if (!member) return [head, h("section", { class: "card" }, form)];
  const at = decision.startsWith("~") ? `${decision.slice(1)}:00Z` : "";
  const [profile, pages] = await Promise.all([ask(`/v1/members/${encodeURIComponent(member)}/profile`),
    ask(`/v1/members/${encodeURIComponent(member)}/decisions?limit=30${at ? `&before=${encodeURIComponent(at)}` : ""}`)]);
  const chosen = decision && !at ? decision : pages.pages[0]?.decision;
  let page = null, trouble = null;
  if (chosen) try { page = await ask(`/v1/decisions/${encodeURIComponent(chosen)}`); } catch (error) { trouble = error; }
  return [head, h("section", { class: "card" }, form, table("Pages sent, the latest first", [
    ["at", (l) => h("a", { href: `#/members/${encodeURIComponent(member)}/${encodeURIComponent(l.decision)}`, "aria-current": l.decision === chosen ? "true" : false }, when(l.at))],
    ["device", (l) => l.device], ["policy", (l) => l.policy], ["snapshot", (l) => l.snapshot], ["rows", (l) => number(l.rows), "n"]], pages.pages)),
  page ? h("section", { class: "card" }, h("h2", {}, `The page of ${when(page.at)}`), page.rows.map(shelf)) : null,
  trouble ? h("p", { class: "trouble", role: "alert" }, `${trouble.message} ${trouble.wayOut ?? ""}`) : null,
  known(profile)];
}
