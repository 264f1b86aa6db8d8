// Q13: what it costs to begin: importing the library, and the command line's help.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { interleaved, ratios, spreadOf } from "#apps/cli/bench/rounds";
import { atMost, type Row, spreadText } from "../row.ts";
import { ROOT } from "../workshop.ts";

const importOf = (name: string): readonly string[] => [
  "--input-type=module",
  "-e",
  `const start = performance.now(); await import("${name}"); process.stdout.write(String(performance.now() - start));`,
];

export async function measureStartUp(rounds: number): Promise<{ figures: object; rows: readonly Row[] }> {
  const reports = await interleaved(
    rounds,
    new Map([
      ["truebook", () => Promise.resolve(Number(node(importOf("truebook")).said))],
      ["ccxt", () => Promise.resolve(Number(node(importOf("ccxt")).said))],
      ["help", () => Promise.resolve(node([join(ROOT, "dist", "apps", "cli", "main.js"), "--help"]).tookMs)],
      ["node", () => Promise.resolve(node(["-e", "0"]).tookMs)],
    ]),
  );
  const figure = (name: string): readonly number[] => reports.get(name) ?? [];
  const ms = (name: string): string => `${spreadOf(figure(name)).median.toFixed(0)} ms`;
  const imports = ratios(figure("truebook"), figure("ccxt"));
  const help = ratios(figure("help"), figure("node"));
  return {
    figures: {
      importMs: { truebook: spreadOf(figure("truebook")), ccxt: spreadOf(figure("ccxt")) },
      helpMs: spreadOf(figure("help")),
      nodeMs: spreadOf(figure("node")),
    },
    rows: [
      {
        id: "Q13",
        what: 'import("truebook") ÷ import("ccxt")',
        seen: `${spreadText(imports, 3)}: ${ms("truebook")} to ${ms("ccxt")}`,
        budget: "≤ 0.2",
        verdict: atMost(imports, 0.2),
      },
      {
        id: "Q13",
        what: "truebook --help ÷ node -e 0",
        seen: `${spreadText(help, 2)}: ${ms("help")} to ${ms("node")}`,
        budget: "≤ 2.5",
        verdict: atMost(help, 2.5),
      },
    ],
  };
}

function node(args: readonly string[]): { readonly tookMs: number; readonly said: string } {
  const start = performance.now();
  const ended = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (ended.status !== 0) throw new Error(`node ${args.join(" ").slice(0, 80)} ended with ${ended.status}: ${ended.stderr.slice(0, 400)}`);
  return { tookMs: performance.now() - start, said: ended.stdout };
}
