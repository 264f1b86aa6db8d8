// What `connect` refuses before anything is opened. No network is touched.

import { expect, test } from "vitest";
import { connect } from "#assemblies/live";
import { type ConnectOptions } from "#client/api";

test.each<readonly [string, ConnectOptions, string, RegExp]>([
  ["weex", { api: "v9" }, "unknown-api", /v3, v2/],
  ["weex", { api: "V3" }, "unknown-api", /Did you mean v3/],
  ["lmex", { api: "v2" }, "unknown-api", /v2\.3/],
  ["weex", { environment: "sim", api: "v2" }, "unknown-api", /v3/],
  ["lmex", { dialect: "article" }, "unknown-dialect", /strict/],
  ["lbank", { dialect: "article", api: "v1" }, "unknown-api", /v2/],
  ["wex", {}, "unknown-venue", /weex/],
])("%s with %j is refused as %s, and nothing else is spoken in its place", async (venue, options, code, hint) => {
  await expect(connect(venue, options)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
});

test("a word that no type lets through is refused all the same", async () => {
  const options: ConnectOptions = JSON.parse('{ "dialect": "artcle" }');
  await expect(connect("lbank", options)).rejects.toMatchObject({
    code: "unknown-dialect",
    hint: expect.stringContaining("Did you mean article"),
  });
});
