// The console's page of messages: plans to approve, the calendar, the lift over the hold-out, a preview per member.

import { ask, at, doing, element, keep, mark } from "/console/pictures/ask.js";

function showPlans(plans) {
  at("plans").replaceChildren(...plans.map(plan => {
    const line = element("li", { "data-plan": plan.plan }, element("strong", {}, plan.plan),
      ` ${plan.kind}, ${plan.from.slice(0, 10)} to ${plan.until.slice(0, 10)} `);
    if (plan.approved) line.append(element("span", { class: "state" }, "approved"));
    else {
      const button = element("button", { type: "button" }, `Approve ${plan.plan}`);
      button.addEventListener("click", () => doing(async () => {
        await ask(`/v1/messages/plans/${encodeURIComponent(plan.plan)}/approve`, "POST");
        await showCalendar();
      }));
      line.append(button);
    }
    const look = element("button", { type: "button" }, `Preview ${plan.plan}`);
    look.addEventListener("click", () => doing(() => showPreview({ plan: plan.plan })));
    line.append(" ", look);
    return line;
  }));
  if (!plans.length) at("plans").append(element("li", {}, "No plan yet: matinee messages plan makes one."));
}

async function showCalendar() {
  const found = await ask("/v1/messages/calendar");
  showPlans(found.plans);
  const most = Math.max(1, ...found.days.map(day => day.planned + day.sent + day.other));
  at("calendar").replaceChildren(...found.days.map(day => {
    const total = day.planned + day.sent + day.other;
    const bar = element("span", { class: "bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", String(total / most));
    const kinds = Object.entries(day.kinds).map(([kind, n]) => `${n} ${kind.replaceAll("_", " ")}`).join(", ");
    const words = `${day.planned} planned, ${day.sent} sent${kinds ? `: ${kinds}` : ""}`;
    const line = element("li", { "data-day": day.day }, element("time", { datetime: day.day }, day.day.slice(5)), bar,
      element("span", {}, total ? words : ""));
    if (found.now.startsWith(day.day)) line.setAttribute("aria-current", "date");
    return line;
  }));
}

const percent = (value) => `${(100 * value).toFixed(1)} %`;

async function showLift() {
  const found = await ask("/v1/messages/report");
  const lines = [];
  for (const [measure, groups] of Object.entries(found.measures)) {
    for (const [group, told] of Object.entries(groups)) {
      if (!told.members) continue; // nobody is like this here
      const lift = told.evidence ? told.evidence
        : `${percent(told.lift)} (${percent(told.low)} to ${percent(told.high)})`;
      lines.push(element("tr", {}, element("th", { scope: "row" }, `${measure.replaceAll("_", " ")}, ${group}`),
        element("td", { "data-of": "members" }, String(told.members)),
        element("td", { "data-of": "served" }, told.evidence ? "" : told.served.toFixed(2)),
        element("td", { "data-of": "held out" }, told.evidence ? "" : told.held_out.toFixed(2)),
        element("td", { "data-of": "lift" }, lift)));
    }
  }
  at("lift").tBodies[0].replaceChildren(...lines);
  const cost = found.cost;
  at("cost").textContent = found.evidence || `Cost: ${cost.messages} messages, ${cost.opt_outs} opt-outs, ` +
    `discounts of at most ${cost.discounts_at_most}. ${cost.opens} opened, ${cost.clicks} clicked.`;
}

async function showPreview({ member = "", plan = "" }) {
  const asked = new URLSearchParams({ member, plan, limit: "5" });
  const found = await ask(`/v1/messages/preview?${asked}`);
  at("preview").replaceChildren(...found.messages.map(message => element("article", { "data-kind": message.kind },
    element("img", { src: `/artwork/${encodeURIComponent(message.artwork)}`, alt: message.title, width: "160" }),
    element("div", {},
      element("p", { class: "meta" }, `${message.member}, ${message.channel}, ${message.at.slice(0, 16).replace("T", " ")} UTC` +
        (message.consent ? "" : ", no consent") + (message.held_out ? ", held out" : "")),
      element("h3", {}, message.subject), element("p", {}, message.text), element("p", { class: "meta" }, message.reason),
      element("p", { class: "meta" }, message.instead.length
        ? `Could have been: ${message.instead.slice(1, 4).map(one => `${one.kind.replaceAll("_", " ")} ${one.title}`).join("; ")}`
        : `State: ${message.state}`)))));
  if (!found.messages.length) at("preview").append(element("p", {}, "There is nothing to say to this member now."));
}

at("key").addEventListener("submit", event => {
  event.preventDefault();
  keep(new FormData(event.target).get("key"));
  event.target.hidden = true;
  doing(showAll);
});
at("ask").addEventListener("submit", event => {
  event.preventDefault();
  doing(() => showPreview({ member: new FormData(event.target).get("member").trim() }));
});

async function showAll() {
  await showCalendar();
  await showLift();
}
doing(mark);
doing(showAll);
