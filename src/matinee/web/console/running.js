// @ts-check
// What runs: experiments over time, rules with their cost, snapshots and the gate.
import { h } from "/static/dom.js";
import { ask, chart, heading, number, percent, table, tile, word } from "/console/files/ask.js";

function watched(lines) {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values: lines }, width: "container", height: 260,
    autosize: { type: "fit", contains: "padding" }, config: { background: null, view: { stroke: null }, axis: { labelColor: "#8a94a6", titleColor: "#8a94a6", gridColor: "#8a94a633" }, legend: { labelColor: "#8a94a6", orient: "bottom" } },
    encoding: { x: { field: "day", type: "temporal", title: null }, color: { field: "arm", type: "nominal", title: null } },
    layer: [
      { mark: { type: "area", opacity: 0.2 }, encoding: { y: { field: "low", type: "quantitative", title: "difference to control" }, y2: { field: "high" } } },
      { mark: { type: "line", strokeWidth: 2, point: true }, encoding: { y: { field: "difference", type: "quantitative" } } },
      { mark: { type: "rule", strokeDash: [4, 3], color: "#8a94a6" }, encoding: { y: { datum: 0 }, color: null, x: null } },
    ],
  };
}

async function act(path) {
  await ask(path, { method: "POST" });
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export async function experiments(name = "") {
  const { experiments: all } = await ask("/v1/experiments");
  const list = h("section", { class: "card" }, h("h2", {}, "Experiments"), table("Experiments, the latest first", [
    ["name", (l) => h("a", { href: `#/experiments/${encodeURIComponent(l.experiment)}` }, l.experiment), "text"], ["kind", (l) => l.kind],
    ["state", (l) => l.state], ["metric", (l) => l.metric], ["since", (l) => l.started_at.slice(0, 10)],
    ["winner", (l) => l.winner ? `${l.winner}${l.default ? ", the default now" : ""}` : ""]], all));
  const head = heading("Experiments", "Members are assigned by a salted hash. The intervals hold at every look, so look as often as you like.");
  const chosen = name || all[0]?.experiment;
  if (!chosen) return [head, h("p", { class: "soft" }, "None yet: matinee experiment start NAME --arm now --arm new:page.exploration=0.1"), list];
  const found = await ask(`/v1/experiments/${encodeURIComponent(chosen)}`);
  const path = `/v1/experiments/${encodeURIComponent(chosen)}`;
  return [head,
    h("section", { class: "card" }, h("h2", {}, chosen), h("dl", { class: "tiles" },
      tile("advice", found.advice ?? ""), Object.entries(found.members).map(([arm, n]) => tile(arm, number(n), `members, ${percent(found.shares[arm], 0)} meant`)),
      found.increment ? tile("would be lost", percent(found.increment.lost_share), found.increment.said) : null),
      found.over_time.length ? chart(watched(found.over_time.filter((l) => l.difference !== null)), "The difference to control by day with its interval") : null,
      table("Against control", [["arm", (l) => l.arm], ["members", (l) => number(l.members), "n"], ["control", (l) => number(l.control), "n"],
        ["treatment", (l) => number(l.treatment), "n"], ["difference", (l) => l.low === null ? number(l.difference) : `${number(l.difference)} (${number(l.low)} – ${number(l.high)})`, "n"],
        ["lift", (l) => percent(l.lift), "n"], ["guardrails", (l) => Object.entries(l.guardrails).map(([k, v]) => `${k}: ${v}`).join(", "), "text"]], found.arms),
      h("p", { class: "chips" }, found.state === "running" ? Object.keys(found.shares).map((arm) => h("button", { onclick: () => act(`${path}/stop?winner=${encodeURIComponent(arm)}`) }, `Stop, ${arm} wins`)) : null,
        found.default ? h("button", { onclick: () => act(`${path}/rollback`) }, "Roll back") : null)), list];
}

export async function rules() {
  const item = h("input", { name: "item", required: true, autocomplete: "off" });
  const kind = h("select", { name: "kind" }, ["boost", "pin", "exclude"].map((one) => h("option", { value: one }, one)));
  const value = h("input", { name: "value", type: "number", step: "0.1", value: "2" });
  const answer = h("div", { "aria-live": "polite" });
  const show = async () => {
    answer.replaceChildren(h("p", { class: "wait" }, "Making logged pages again, with and without the rule …"));
    const body = kind.value === "exclude" ? { exclude: [item.value] } : kind.value === "pin" ? { pin: { [item.value]: Math.round(Number(value.value)) } } : { boost: { [item.value]: Number(value.value) } };
    try {
      const found = await ask("/v1/rules/cost", { method: "POST", body });
      answer.replaceChildren(h("dl", { class: "tiles" }, Object.entries(found).filter(([, v]) => typeof v !== "object" || v === null).map(([k, v]) => tile(k.replaceAll("_", " "), typeof v === "number" ? number(v) : String(v ?? "–")))),
        ...Object.entries(found).filter(([, v]) => Array.isArray(v) && v.length && typeof v[0] === "object").map(([k, v]) => table(k.replaceAll("_", " "), Object.keys(v[0]).map((c) => [c, (l) => typeof l[c] === "number" ? number(l[c]) : String(l[c])]), v)));
    } catch (error) {
      answer.replaceChildren(h("p", { class: "trouble", role: "alert" }, `${error.message} ${error.wayOut}`));
    }
  };
  return [heading("Rules", "What a rule of the house would cost, before it is saved: pages of the log are made again with it and without."),
    h("section", { class: "card" }, h("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); show(); } },
      h("label", {}, "Rule", kind), h("label", {}, "Item", item), h("label", {}, "Factor or column", value), h("button", {}, "What does it cost?")), answer)];
}

export async function snapshots() {
  const found = await ask("/v1/snapshots");
  return [heading("Snapshots", "What learning published, and what the gate said of it."),
    h("section", { class: "card" }, table("Versions, the latest last", [["snapshot", (l) => l.snapshot], ["", (l) => l.current ? word("works") : ""],
      ["data until", (l) => (l.data_until ?? "").slice(0, 16).replace("T", " ")], ["items", (l) => number(l.items), "n"], ["events", (l) => number(l.events), "n"],
      ["recall@20", (l) => number(l["recall@20"]), "n"], ["damaged", (l) => l.damaged],
      ["serve", (l) => l.current ? "served now" : h("button", { "aria-label": `Serve from ${l.snapshot}`, onclick: () => act(`/v1/snapshots/${l.snapshot}/use`) }, "Serve")]], found.snapshots)),
    h("section", { class: "card" }, h("h2", {}, "The gate"), table("What the gate said, newest first", [["at", (l) => l.at.slice(0, 16).replace("T", " ")], ["snapshot", (l) => l.snapshot],
      ["said", (l) => l.said], ["why", (l) => l.why, "text"], ["members", (l) => number(l.members), "n"], ["candidate", (l) => number(l.candidate), "n"], ["current", (l) => number(l.current), "n"]], found.promotions))];
}
