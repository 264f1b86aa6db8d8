import { expect, test } from "vitest";
import { type Key } from "#apps/terminal/screen/key-parser";
import { FIRST_UI, pressKey, type UiState } from "#apps/terminal/ui-state";

const LIMITS = { markets: 3, canBreak: true };

function key(text: string): Key {
  return text.length === 1 ? { kind: "character", character: text } : { kind: text as "up" };
}

function press(keys: readonly string[], limits = LIMITS): { ui: UiState; wishes: string[] } {
  let ui = FIRST_UI;
  const wishes: string[] = [];
  for (const text of keys) {
    const next = pressKey(ui, key(text), limits);
    ui = next.ui;
    if (next.wish.kind !== "none") wishes.push(next.wish.kind === "break" ? `break ${next.wish.fault.name}` : next.wish.kind);
  }
  return { ui, wishes };
}

test("tab and arrows walk through the markets and around the end", () => {
  expect(press(["tab", "tab", "tab", "right"]).ui.market).toBe(1);
  expect(press(["up"]).ui.market).toBe(2);
});

test("space freezes and resumes", () => {
  expect(press([" "]).ui.frozen).toBe(true);
  expect(press([" ", " "]).ui.frozen).toBe(false);
});

test("any key closes the help, and presses nothing else", () => {
  expect(press(["?", "tab"]).ui).toEqual(FIRST_UI);
});

test("a fault is chosen by its number, or by arrows and enter; the menu closes and the screen moves", () => {
  expect(press([" ", "f", "1"])).toEqual({ ui: FIRST_UI, wishes: ["break drop-delta"] });
  expect(press(["f", "down", "down", "enter"]).wishes).toEqual(["break reorder-delta"]);
  expect(press(["f", "up", "enter"]).wishes).toEqual(["break close"]);
});

test("escape closes the fault menu and breaks nothing", () => {
  expect(press(["f", "escape"])).toEqual({ ui: FIRST_UI, wishes: [] });
  expect(press(["f", "x"]).ui.overlay.kind).toBe("faults");
});

test("without a simulator there is nothing to break", () => {
  expect(press(["f", "1"], { markets: 3, canBreak: false })).toEqual({ ui: FIRST_UI, wishes: [] });
});

test("q and Ctrl+C quit from anywhere, and are told apart", () => {
  expect(press(["f", "q"]).wishes).toEqual(["quit"]);
  expect(pressKey(FIRST_UI, key("interrupt"), LIMITS).wish).toEqual({ kind: "quit", interrupted: true });
});
