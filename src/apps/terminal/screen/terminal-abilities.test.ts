import { expect, test } from "vitest";
import { terminalAbilities } from "#apps/terminal/screen/terminal-abilities";

function of(environment: Record<string, string>, more: { isTerminal?: boolean; colourWanted?: boolean } = {}) {
  return terminalAbilities({ environment, isTerminal: more.isTerminal ?? true, colourWanted: more.colourWanted ?? true });
}

test.each([
  [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "true"],
  [{ TERM: "xterm-direct" }, "true"],
  [{ TERM: "screen-256color" }, "256"],
  [{ TERM: "xterm" }, "16"],
  [{ TERM: "linux" }, "16"],
  [{ TERM: "vt100" }, "none"],
  [{ TERM: "xterm-256color", NO_COLOR: "1" }, "none"],
  [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
])("%o gives colour depth %s", (environment, depth) => {
  expect(of(environment as Record<string, string>).colour).toBe(depth);
});

test("--no-color wins over what the terminal can do", () => {
  expect(of({ TERM: "xterm-256color" }, { colourWanted: false }).colour).toBe("none");
});

test("a dumb terminal and a pipe have no screen", () => {
  expect(of({ TERM: "dumb" }).screen).toBe(false);
  expect(of({ TERM: "xterm" }, { isTerminal: false }).screen).toBe(false);
});

test("a locale of another encoding and the Linux console get ASCII; no locale at all does not", () => {
  expect(of({ TERM: "xterm", LANG: "C" }).unicode).toBe(false);
  expect(of({ TERM: "xterm", LANG: "C", LC_ALL: "en_GB.UTF-8" }).unicode).toBe(true);
  expect(of({ TERM: "linux", LANG: "C.UTF-8" }).unicode).toBe(false);
  expect(of({ TERM: "xterm" }).unicode).toBe(true);
});
