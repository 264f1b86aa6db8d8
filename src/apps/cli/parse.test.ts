import { expect, test } from "vitest";
import { parseCommand } from "#apps/cli/parse";
import { UsageError } from "#core/error";

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");

function refusal(line: string): UsageError {
  try {
    parseCommand(words(line));
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

test("global flags count before and after the command, and a list of symbols is read whole", () => {
  const before = parseCommand(words("--json --sim watch lmex BTC-PERP ETH-PERP --depth 5"));
  const after = parseCommand(words("watch lmex BTC-PERP ETH-PERP --depth 5 --json --sim"));
  for (const { path, request, globals } of [before, after]) {
    expect(path).toEqual(["watch"]);
    expect(request.args).toEqual(["lmex", ["BTC-PERP", "ETH-PERP"]]);
    expect(request.flags).toEqual({ depth: "5" });
    expect(globals).toMatchObject({ json: true, sim: true });
  }
});

test("a command inside a command is found", () => {
  expect(parseCommand(words("sim fault drop-delta --param times=2 --param a=b --symbol BTC-PERP")).request).toEqual({
    args: ["drop-delta"],
    flags: { param: ["times=2", "a=b"], symbol: "BTC-PERP" },
  });
  expect(parseCommand(words("venues instruments lmex --search BTC")).path).toEqual(["venues", "instruments"]);
});

test.each([
  ["wach lmex BTC-PERP", "unknown-command", "Did you mean truebook watch?"],
  ["zzzzzz", "unknown-command", "Run truebook --help."],
  ["sim rnu", "unknown-command", "Did you mean truebook sim run?"],
  ["venues", "missing-command", "Run truebook venues --help."],
  ["watch lmex BTC-PERP --dept 5", "unknown-option", "Did you mean --depth?"],
  ["watch lmex BTC-PERP --jsn", "unknown-option", "Did you mean --json?"],
  ["watch lmex BTC-PERP --zzzzzz", "unknown-option", "Run truebook watch --help."],
  ["watch", "missing-argument", "Run truebook watch --help."],
  ["watch lmex BTC-PERP --depth", "missing-value", "Run truebook watch --help."],
  ["watch lmex BTC-PERP --deliver evry", "invalid-choice", "Did you mean every?"],
  ["watch lmex BTC-PERP -o jsn", "invalid-choice", "Did you mean json?"],
  ["get tikcer lmex BTC-PERP", "invalid-choice", "Did you mean ticker?"],
  ["watch lbank btc_usdt --dialect artcle", "invalid-choice", "Did you mean article?"],
  ["sim run --dialect artcle", "invalid-choice", "Did you mean article?"],
  ["version lmex", "too-many-arguments", "Run truebook version --help."],
  ["", "missing-command", "Run truebook --help."],
])("%j is refused as %s with a way out", (line, code, hint) => {
  const error = refusal(line);
  expect([error.code, error.hint]).toEqual([code, hint]);
});

test("what a person typed is escaped in the message", () => {
  expect(refusal("\u001b[2Jx").message).not.toContain("\u001b");
});
