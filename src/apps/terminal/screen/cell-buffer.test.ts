import { expect, test } from "vitest";
import { CellBuffer } from "#apps/terminal/screen/cell-buffer";

function written(text: string, columns = 12): string {
  const buffer = new CellBuffer(columns, 1);
  buffer.write({ column: 0, row: 0 }, text, 0);
  return buffer.rowText(0);
}

test("text is cut at the edge and never runs into the next row", () => {
  const buffer = new CellBuffer(5, 2);
  buffer.write({ column: 3, row: 0 }, "abcdef", 0);
  expect([buffer.rowText(0), buffer.rowText(1)]).toEqual(["   ab", "     "]);
});

test("controls, bidi marks and zero-width characters become a dot", () => {
  expect(written("a\u001b[2Jb", 8)).toBe("a·[2Jb  ");
  expect(written("x\u202ey\u200bz\n", 8)).toBe("x·y·z·  ");
});

test("combining marks are left out and wide characters take two cells", () => {
  expect(written("e\u0301漢x", 6)).toBe("e漢x  ");
});

test("a wide character that does not fit whole is not drawn", () => {
  expect(written("abc漢", 4)).toBe("abc ");
});

test("writing over one half of a wide character blanks the other half", () => {
  const buffer = new CellBuffer(4, 1);
  buffer.write({ column: 0, row: 0 }, "漢字", 0);
  buffer.write({ column: 1, row: 0 }, "x", 0);
  expect(buffer.rowText(0)).toBe(" x字");
});
