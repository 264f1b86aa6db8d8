// `npm run worlds`: many simulated worlds, or one again with `-- --seed N`. Many run what was built, which is faster; one runs the
// sources, so that a failure names their lines.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** How the worlds that were asked for are split over the ways of speaking, when none is named. */
const SHARES = { lmex: 0.66, lbank: 0.12, "lbank-article": 0.04, weex: 0.11, "weex-v2": 0.07 };
/** So many that every kind of fault strikes in each. */
const LEAST = 250;
const WORLDS = 2_000;
/** At least so many worlds of a lot hold an account, which costs several times as much; every fault of accounts strikes in them. */
const WITH_ACCOUNT = 36;
/** Of few worlds more do: by chance alone one of them would leave a fault out. */
const FEW_WORLDS = 5_000;
const WITH_ACCOUNT_OF_FEW = 72;
/** And so many trade with the whole of gate, journal and ledger: every fault of orders strikes in them too. */
const WITH_TRADING = { lmex: 96, lbank: 64, "lbank-article": 40, weex: 64, "weex-v2": 48 };

const worlds = Number(process.env.TRUEBOOK_WORLDS ?? WORLDS);
const from = Number(process.env.TRUEBOOK_WORLDS_FROM ?? 1);

/** One venue's lot. */
function lotOf([venue, share]) {
  const lot = Math.max(LEAST, Math.round(worlds * share));
  const tradingEvery = Math.floor(lot / WITH_TRADING[venue]);
  let accountEvery = Math.floor(lot / (worlds < FEW_WORLDS ? WITH_ACCOUNT_OF_FEW : WITH_ACCOUNT));
  // A world that trades is not one that only holds an account: where each of these traded, its faults would never strike.
  while (accountEvery % tradingEvery === 0) accountEvery += 1;
  return { venue, from, worlds: lot, accountEvery, tradingEvery };
}

const wanted = process.argv.slice(2);
const args = wanted.length > 0 ? wanted : ["--lots", JSON.stringify(Object.entries(SHARES).map(lotOf))];
const sources = args.includes("--seed") ? ["--conditions=truebook-source"] : [];
const { status } = spawnSync(process.execPath, [...sources, "--import", "tsx", join(ROOT, "test/simulation/run-worlds.ts"), ...args], {
  cwd: ROOT,
  stdio: ["ignore", "inherit", "inherit"],
});
process.exitCode = status === 0 ? 0 : 1;
