// docs/risk.md names every rule in its order, with the defaults that the code has. Costs nothing.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RISK_RULES } from "#core/account/risk";
import { FRESH_MS_DEFAULT, LIMIT_FORMS } from "#risk/limits";

const page = readFileSync(new URL("../../docs/risk.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| .* \| (.*) \| (.*) \| (refuse|halt) \|$/gm)].map(([, rule, limit, preset, action]) => ({
  rule,
  limit: limit?.match(/^`(\w+)`/)?.[1],
  preset,
  action,
}));

test("the page names every rule in the order in which they are looked at", () => {
  expect(rows.map(({ rule }) => rule)).toEqual([...RISK_RULES]);
});

test("defaults and actions on the page are those of the code", () => {
  const written = new Map(rows.flatMap(({ limit, preset, action }) => (limit === undefined ? [] : [[limit, { preset, action }]])));
  expect(written).toEqual(
    new Map<string, unknown>([
      ...Object.entries(LIMIT_FORMS).map(([name, { fallback, action }]) => [name, { preset: fallback ?? "required", action }] as const),
      ["freshMs", { preset: String(FRESH_MS_DEFAULT), action: "refuse" }],
      ["maxOrderSize", { preset: "none", action: "refuse" }],
    ]),
  );
});
