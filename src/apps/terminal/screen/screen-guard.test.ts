import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { LEAVE } from "#apps/terminal/screen/screen";

/** Enters the screen in a process of its own and then does `act`. A process is the only thing that can crash like one. */
function crash(act: string): { readonly output: string; readonly errors: string; readonly exit: number | null } {
  const program = `
    import { Screen } from "#apps/terminal/screen/screen";
    import { guardScreen } from "#apps/terminal/screen/screen-guard";
    import { systemClock } from "#clock/system-clock";
    const screen = new Screen({ output: process.stdout, clock: systemClock, colour: "none", paint: (buffer) => buffer.write({ column: 0, row: 0 }, "hello", 0) });
    guardScreen(process, () => screen.leave());
    screen.enter();
    ${act}
  `;
  const child = spawnSync(process.execPath, ["--conditions=truebook-source", "--import", "tsx", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  return { output: child.stdout, errors: child.stderr, exit: child.status };
}

test.each([
  ["an exception in a timer", 'setTimeout(() => { throw new Error("boom"); }, 5);'],
  ["a rejected promise", 'void Promise.reject(new Error("boom"));'],
])("%s restores the screen once, then crashes as usual with its report", (_, act) => {
  const { output, errors, exit } = crash(act);
  expect(output.split(LEAVE)).toHaveLength(2);
  expect(output.endsWith(LEAVE)).toBe(true);
  expect(errors).toContain("boom");
  expect(exit).toBe(1);
});

test("where the app tells of rejections itself, its words come after the screen was restored, and its exit code holds", () => {
  const tell = 'process.on("unhandledRejection", () => { process.stdout.write("told"); process.exit(5); });';
  const { output, exit } = crash(`${tell} void Promise.reject(new Error("boom"));`);
  expect(output.endsWith(`${LEAVE}told`)).toBe(true);
  expect(exit).toBe(5);
});

test("an exit from anywhere restores the screen and keeps its code", () => {
  const { output, exit } = crash("process.exit(7);");
  expect(output.endsWith(LEAVE)).toBe(true);
  expect(exit).toBe(7);
});
