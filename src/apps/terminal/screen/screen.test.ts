import { expect, test } from "vitest";
import { LEAVE, Screen } from "#apps/terminal/screen/screen";
import { VirtualClock } from "#clock/virtual-clock";

class FakeOutput {
  columns = 20;
  rows = 4;
  accepts = true;
  readonly written: string[] = [];
  readonly #handles = new Map<string, Set<() => void>>([
    ["drain", new Set()],
    ["resize", new Set()],
  ]);

  write(text: string): boolean {
    this.written.push(text);
    return this.accepts;
  }
  on(event: "drain" | "resize", handle: () => void): void {
    this.#handles.get(event)?.add(handle);
  }
  off(event: "drain" | "resize", handle: () => void): void {
    this.#handles.get(event)?.delete(handle);
  }
  emit(event: "drain" | "resize"): void {
    for (const handle of this.#handles.get(event) ?? []) handle();
  }
  get listeners(): number {
    return [...this.#handles.values()].reduce((sum, handles) => sum + handles.size, 0);
  }
}

function counting(): { clock: VirtualClock; output: FakeOutput; screen: Screen; paints: () => number } {
  const clock = new VirtualClock();
  const output = new FakeOutput();
  let paints = 0;
  const screen = new Screen({
    output,
    clock,
    colour: "none",
    paint: (buffer) => {
      paints += 1;
      buffer.write({ column: 0, row: 0 }, `frame ${paints}`, 0);
    },
  });
  return { clock, output, screen, paints: () => paints };
}

test("it draws sixteen frames a second, with one write each", () => {
  const { clock, output, screen } = counting();
  screen.enter();
  const before = output.written.length;
  clock.advance(1_000);
  expect(output.written.length - before).toBe(16);
});

test("nothing is written while the terminal has not taken the last frame, and the next frame then shows the newest picture", () => {
  const { clock, output, screen, paints } = counting();
  screen.enter();
  output.accepts = false;
  clock.advance(63);
  const stuck = { writes: output.written.length, paints: paints() };
  clock.advance(1_000);
  expect({ writes: output.written.length, paints: paints() }).toEqual(stuck);
  expect(screen.skippedFrames).toBeGreaterThan(10);
  output.accepts = true;
  output.emit("drain");
  clock.advance(63);
  expect(output.written.length).toBe(stuck.writes + 1);
});

test("a resize draws the whole picture at the new size", () => {
  const { clock, output, screen } = counting();
  screen.enter();
  output.columns = 30;
  output.emit("resize");
  clock.advance(63);
  expect(output.written.at(-1)).toContain("\u001b[2J");
});

test("leaving gives the terminal back once, stops drawing and stops listening", () => {
  const { clock, output, screen } = counting();
  screen.enter();
  screen.leave();
  screen.leave();
  clock.advance(1_000);
  expect(output.written.filter((text) => text === LEAVE)).toHaveLength(1);
  expect(output.written.at(-1)).toBe(LEAVE);
  expect({ listeners: output.listeners, timers: clock.pendingTimers }).toEqual({ listeners: 0, timers: 0 });
});
