import { expect, test } from "vitest";
import { type InkName, sgr, style, withBack } from "#apps/terminal/screen/palette";

const INKS: readonly InkName[] = ["bid", "ask", "good", "warn", "alarm", "faint", "line", "accent"];

test("without colour no style names one: only bold, dim and reverse are left", () => {
  for (const ink of INKS) {
    expect(sgr(style({ ink, back: "alarmBack", bold: true, dim: true, reverse: true }), "none")).toMatch(/^\u001b\[0(;[127])*m$/);
  }
});

test("each depth writes its own kind of colour", () => {
  const bid = style({ ink: "bid" });
  expect(sgr(bid, "16")).toBe("\u001b[0;94m");
  expect(sgr(bid, "256")).toBe("\u001b[0;38;5;75m");
  expect(sgr(bid, "true")).toBe("\u001b[0;38;2;86;180;233m");
});

test("a background is added without losing ink or weight", () => {
  const both = withBack(style({ ink: "ask", bold: true }), "chosenBack");
  expect(both).toBe(style({ ink: "ask", back: "chosenBack", bold: true }));
});
