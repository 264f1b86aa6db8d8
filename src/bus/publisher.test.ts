import { expect, test } from "vitest";
import { LISTENERS_MAX, Publisher } from "#bus/publisher";

test("a listener that throws is reported and the others still hear", () => {
  const errors: unknown[] = [];
  const heard: number[] = [];
  const publisher = new Publisher<number>((error) => errors.push(error));
  publisher.subscribe(() => {
    throw new Error("mine");
  });
  publisher.subscribe((item) => heard.push(item));
  publisher.publish(1);
  expect(heard).toEqual([1]);
  expect(errors).toHaveLength(1);
});

test("a listener may leave while it is called", () => {
  const heard: string[] = [];
  const publisher = new Publisher<number>(() => undefined);
  const stop = publisher.subscribe(() => {
    heard.push("first");
    stop();
  });
  publisher.subscribe(() => heard.push("second"));
  publisher.publish(1);
  publisher.publish(2);
  expect(heard).toEqual(["first", "second", "second"]);
  expect(publisher.size).toBe(1);
});

test("an object hears as a function does: among others, isolated, and until it is taken back", () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const publisher = new Publisher<number>((error) => errors.push(error));
  const object = {
    name: "object",
    push(item: number): void {
      heard.push(`${this.name} ${item}`);
      if (item === 2) throw new Error("mine");
    },
  };
  const stop = publisher.subscribe(object);
  publisher.publish(1);
  const stopOther = publisher.subscribe((item) => heard.push(`function ${item}`));
  publisher.publish(2);
  stop();
  publisher.publish(3);
  stopOther();
  publisher.publish(4);
  expect(heard).toEqual(["object 1", "object 2", "function 2", "function 3"]);
  expect(errors).toEqual([new Error("mine")]);
});

test("looking at what the next item needs reaches the only listener, a reference further each step, and tells nobody", () => {
  const publisher = new Publisher<number>(() => undefined);
  const steps: number[] = [];
  expect(publisher.touch(1)).toBe(1);
  const stop = publisher.subscribe({
    push: () => steps.push(-1),
    touch(step) {
      steps.push(step);
      return 5;
    },
  });
  expect([0, 1, 2].map((step) => publisher.touch(step))).toEqual([1, 5, 5]);
  expect(steps).toEqual([0, 1]);
  stop();
  publisher.subscribe(() => steps.push(-1));
  publisher.touch(2);
  expect(steps).toEqual([0, 1]);
});

test("a leak of listeners is refused", () => {
  const publisher = new Publisher<number>(() => undefined);
  for (let count = 0; count < 5; count += 1) publisher.subscribe(() => undefined);
  expect(publisher.size).toBe(5);
  expect(LISTENERS_MAX).toBeGreaterThan(1_000);
});

test("an async listener that rejects is reported like one that throws, and the others still hear", async () => {
  const errors: unknown[] = [];
  const heard: number[] = [];
  const publisher = new Publisher<number>((error) => errors.push(error));
  publisher.subscribe(async () => {
    throw new Error("mine");
  });
  publisher.subscribe((item) => heard.push(item));
  publisher.publish(1);
  await Promise.resolve();
  expect(heard).toEqual([1]);
  expect(errors).toEqual([new Error("mine")]);
});

test("a function that listens twice hears twice, and taking one back, even twice, leaves the other", () => {
  const publisher = new Publisher<number>(() => undefined);
  const heard: number[] = [];
  const hear = (item: number): void => void heard.push(item);
  const stop = publisher.subscribe(hear);
  publisher.subscribe(hear);
  publisher.publish(1);
  stop();
  stop();
  publisher.publish(2);
  expect(heard).toEqual([1, 1, 2]);
  expect(publisher.size).toBe(1);
});

test("a publisher tells one, several and one again, whoever comes and goes while it tells", () => {
  const publisher = new Publisher<number>(() => undefined);
  const heard: string[] = [];
  const stopOne = publisher.subscribe((item) => {
    heard.push(`one ${item}`);
    if (item === 1) publisher.subscribe((late) => void heard.push(`late ${late}`));
    if (item === 2) stopOne();
  });
  for (const item of [1, 2, 3]) publisher.publish(item);
  expect(heard).toEqual(["one 1", "one 2", "late 2", "late 3"]);
});
