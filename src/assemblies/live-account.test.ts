// Keys are refused before anything is sent with them. Costs a few milliseconds.

import { expect, test } from "vitest";
import { accountParts } from "#assemblies/live-account";
import { VirtualClock } from "#clock/virtual-clock";
import { weex } from "#venues/weex/index";

test("keys are refused in an environment whose accounts have other paths, so that no demo order reaches a real account", () => {
  const credentials = { apiKey: "k", secret: "s", passphrase: "p" };
  const options = { credentials, clock: new VirtualClock(), stateDir: "unused" };
  expect(() => accountParts(weex, { ...options, environment: "sim" } as never)).toThrow(/not spoken in its environment sim/);
});
