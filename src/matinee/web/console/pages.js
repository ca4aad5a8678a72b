// @ts-check
// What recommendations brought: the overview, the map, places, titles, verdicts and pictures.
import { h } from "/static/dom.js";
import { chart, heading, number, percent, report, spec, table, tile, word } from "/console/files/ask.js";

const judged = (of) => [
  [of === "item" ? "title" : of, (line) => line.title ?? line[of], "text"],
  ["exposures", (line) => number(line.exposures), "n"],
  ["success", (line) => percent(line.success), "n"],
  ["expected", (line) => percent(line.expected), "n"],
  ["beside expectation", (line) => `${number(line.relative)} (${number(line.low)} – ${number(line.high)})`, "n"],
  ["word", (line) => word(line.word)],
];

const brief = [["title", (line) => line.title ?? line.item, "text"], ["shown", (line) => number(line.exposures), "n"],
  ["× expected", (line) => number(line.relative), "n"], ["90 %", (line) => `${number(line.low)} – ${number(line.high)}`, "n"]];

export async function overview() {
  const [found, verdicts, health, time] = await Promise.all([
    report("discovery"), report("verdicts"), report("titles"), spec("discovery")]);
  const share = verdicts.exposure_share;
  const failing = verdicts.lines.filter((line) => line.word === "fails").slice(0, 8);
  const working = verdicts.lines.filter((line) => line.word === "works").sort((a, b) => b.relative - a.relative).slice(0, 8);
  const lost = found.increment;
  return [
    heading("Overview", "What recommendations brought, and what is known of it."),
    h("dl", { class: "tiles" },
      tile("of plays came from recommendations", percent(found.discovery_share), `${percent(found.discovery_seconds_share)} of watch time`),
      tile("would be lost without them", lost ? percent(lost.lost_share) : "not measured",
        lost ? lost.said : "start a hold-out: matinee experiment start NAME --hold-out 0.05"),
      tile("plays", number(found.plays), `${number(found.purchases)} purchases`),
      tile("of slots in view were taken", percent(found.take_fraction), `${number(found.slots_shown)} slots in view`),
      tile("effective catalogue", number(found.effective_catalogue_size), `popularity alone: ${number(found.popularity_catalogue_size)}`),
      tile("of exposure goes to what fails", percent(share.fails), `${percent(share["too early to say"])} is too early to say`),
      tile("faults found yesterday", number(health.faults.length), health.faults[0] ? `${health.faults[0].kind}: ${health.faults[0].title}` : "nothing broke", health.faults.length > 0)),
    found.evidence ? h("p", { class: "soft" }, found.evidence) : null,
    h("section", { class: "card" }, h("h2", {}, "Share by day"), chart(time, "The share of plays, seconds and revenue that recommendations brought, by day")),
    h("div", { class: "pair" },
      h("section", { class: "card" }, h("h2", {}, "Fails most visibly"), table("The most shown that fail", brief, failing)),
      h("section", { class: "card" }, h("h2", {}, "Works best"), table("Furthest above expectation", brief, working)))];
}

export async function map(region = "") {
  const [whole, drawn] = await Promise.all([report("map"), spec("map")]);
  const regions = [...whole.regions].sort((a, b) => b.exposures - a.exposures);
  const zoomed = region ? await report("map", `region=${encodeURIComponent(region)}`) : null;
  const points = zoomed ? zoomed.points : whole.points;
  drawn.data = { values: points };
  if (zoomed) {
    const pad = 0.02, span = (axis) => [Math.min(...points.map((p) => p[axis])) - pad, Math.max(...points.map((p) => p[axis])) + pad];
    drawn.encoding.x.scale = { domain: span("x") };
    drawn.encoding.y.scale = { domain: span("y") };
  }
  return [
    heading("The map of success and failure", "Items lie near what they are like. The colour says whether they work where they were shown and to whom, the size how often they were shown. Drag and scroll to move; a region says what fails there, and for whom."),
    h("ul", { class: "chips" },
      h("li", {}, h("button", { "aria-pressed": String(!region), onclick: () => { location.hash = "#/map"; } }, "everything")),
      regions.map((one) => h("li", {}, h("button", { "aria-pressed": String(one.region === region), onclick: () => { location.hash = `#/map/${encodeURIComponent(one.region)}`; } },
        `${one.region} · ${one.items}${one.fails ? ` · ${one.fails} fail` : ""}`)))),
    h("section", { class: "card" }, chart(drawn, `${points.length} items by content, coloured by verdict`)),
    zoomed ? [
      h("section", { class: "card" }, h("h2", {}, `For whom: ${region}`), table("Members by taste", [
        ...judged("segment"), ["thumbs", (l) => number(l.thumb), "n"], ["ratings", (l) => number(l.rating), "n"],
        ["dismissed", (l) => percent(l.dismissal, 2), "n"], ["abandoned", (l) => percent(l.abandonment), "n"]], zoomed.for_whom)),
      h("section", { class: "card" }, h("h2", {}, "What fails here"), table("Failing items", [...judged("item"),
        ["thumbs", (l) => number(l.thumb), "n"], ["abandoned", (l) => percent(l.abandonment), "n"]], zoomed.fails)),
    ] : h("section", { class: "card" }, h("h2", {}, "Regions"), table("Regions by exposure", [
      ["region", (l) => l.region, "text"], ["items", (l) => number(l.items), "n"], ["exposures", (l) => number(l.exposures), "n"],
      ["success", (l) => percent(l.success), "n"], ["fail", (l) => number(l.fails), "n"]], regions))];
}

export async function places() {
  const [found, drawn, rows] = await Promise.all([report("positions"), spec("positions"), report("rows")]);
  return [
    heading("Rows × columns", "What came of each place of the page, and of each kind of row given where it stood."),
    h("section", { class: "card" }, h("h2", {}, "Success by place"), chart(drawn, `Success in ${found.lines.length} places of the page`)),
    h("section", { class: "card" }, h("h2", {}, "Kinds of rows"), table("Kinds of rows", judged("row"), rows.lines))];
}

export async function titles(only = "") {
  const found = await report("titles");
  const lines = found.lines.filter((line) => !only || line.finding === only);
  return [
    heading("Titles", `Who can be found, and by whom; what broke on ${found.day}.`),
    h("section", { class: "card" }, h("h2", {}, "Broke yesterday"), found.faults.length ? table("Faults", [
      ["what", (l) => l.kind, "text"], ["where", (l) => l.title, "text"], ["of what was foreseen", (l) => percent(l.ratio, 0), "n"]], found.faults)
      : h("p", { class: "soft" }, "Nothing: every item, device and feed did what its past foretells.")),
    h("ul", { class: "chips" }, h("li", {}, h("button", { "aria-pressed": String(!only), onclick: () => { location.hash = "#/titles"; } }, `all ${found.lines.length}`)),
      Object.entries(found.findings).map(([name, n]) => h("li", {}, h("button", { "aria-pressed": String(name === only), onclick: () => { location.hash = `#/titles/${encodeURIComponent(name)}`; } }, `${name} · ${n}`)))),
    h("section", { class: "card" }, table(`${lines.length} findings${lines.length > 300 ? ", the first 300" : ""}`, [
      ["title", (l) => l.title, "text"], ["item", (l) => l.item], ["finding", (l) => l.finding, "text"]], lines.slice(0, 300)))];
}

const KINDS = ["item", "row", "reason", "segment", "device", "policy"];
export async function verdicts(of = "item") {
  const [found, drawn] = await Promise.all([report("verdicts", `of=${of}`), spec("verdicts", `of=${of}`)]);
  return [
    heading("What works", "Actual beside expected success, given where it stood and to whom it was shown; small numbers are shrunk, and too little evidence is no verdict."),
    h("ul", { class: "chips" }, KINDS.map((kind) => h("li", {}, h("button", { "aria-pressed": String(kind === of), onclick: () => { location.hash = `#/verdicts/${kind}`; } }, kind)))),
    h("dl", { class: "tiles" }, Object.entries(found.words).map(([name, n]) => tile(name, number(n), `${percent(found.exposure_share[name])} of exposure`))),
    h("section", { class: "card" }, chart(drawn, `The most shown by kind ${of}, with their intervals`)),
    h("section", { class: "card" }, table(`${found.lines.length} lines${found.lines.length > 200 ? ", the first 200" : ""}`, judged(of), found.lines.slice(0, 200)))];
}

export async function pictures() {
  const [found, drawn] = await Promise.all([report("pictures", "limit=200"), spec("pictures", "limit=200")]);
  const stills = found.lines.slice(0, 24);
  return [
    heading("Pictures", "Which picture of an item works, given where it stood and who saw it."),
    h("dl", { class: "tiles" }, Object.entries(found.words).map(([name, n]) => tile(name, number(n), `${percent(found.exposure_share[name])} of exposure`))),
    h("section", { class: "card" }, h("h2", {}, "The most shown"), h("ul", { class: "slots" }, stills.filter((l) => l.picture).map((line) => h("li", {},
      h("img", { src: `/artwork/${encodeURIComponent(line.picture)}`, alt: `Picture ${line.picture}`, loading: "lazy", onerror: (event) => event.target.remove() }), word(line.word),
      h("span", {}, `${number(line.relative)} × expected, ${number(line.exposures)} shown`))))),
    h("section", { class: "card" }, chart(drawn, "The most shown pictures with their intervals")),
    h("section", { class: "card" }, table(`${found.lines.length} pictures`, judged("picture"), found.lines))];
}
