import { expect, test } from "vitest";
import { Checklist } from "#apps/terminal/checklist";

function written(live: boolean, unicode: boolean): string {
  let text = "";
  const checklist = new Checklist({ write: (piece) => (text += piece) }, { live, unicode });
  checklist.begin("simulator", "starting");
  checklist.done("simulator", "http://127.0.0.1:7421");
  checklist.begin("books", "waiting");
  checklist.failed("books", "0 of 4 live");
  return text;
}

test("on a terminal a line becomes its own answer", () => {
  expect(written(true, true)).toBe(
    "\r\u001b[K  … simulator  starting\r\u001b[K  ✓ simulator  http://127.0.0.1:7421\n\r\u001b[K  … books      waiting\r\u001b[K  ✗ books      0 of 4 live\n",
  );
});

test("elsewhere only answers are written, without any control", () => {
  expect(written(false, false)).toBe("  ok simulator  http://127.0.0.1:7421\n  NO books      0 of 4 live\n");
});
