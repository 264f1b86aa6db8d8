import { expect, test } from "vitest";
import { withFields, withFirstLevel, withLevelLists, withoutTopic } from "#sim/faults/text-surgery";
import { shiftNumbers } from "#sim/wide-numbers";

const FRAME = '{"topic":"update:X_0","data":{"bids":[["10.5","1"],["10.4","2"]],"asks":[],"seqNum":12,"prevSeqNum":11,"timestamp":112}}';

test("the first level is rewritten and no other", () => {
  expect(withFirstLevel(FRAME, (price, size) => `["${size}","${price}"]`)).toContain('[["1","10.5"],["10.4","2"]]');
});

test("a list of levels is rewritten as a whole; an empty list is none", () => {
  expect(withLevelLists(FRAME, (levels) => [...levels].reverse())).toContain('"bids":[["10.4","2"],["10.5","1"]],"asks":[]');
});

test("fields are added to the frame and to the object inside it", () => {
  const value = JSON.parse(withFields(FRAME, '"extra":1')) as { extra?: number; data: { extra?: number; seqNum: number } };
  expect([value.extra, value.data.extra, value.data.seqNum]).toEqual([1, 1, 12]);
});

test.each([
  ['{"channel":["a","b","c"]}', "b", '{"channel":["a","c"]}'],
  ['{"channel":["a","b"]}', "b", '{"channel":["a"]}'],
  ['{"channel":["a"]}', "a", '{"channel":[]}'],
])("%s without %s is %s", (text, topic, left) => {
  expect(withoutTopic(text, topic)).toBe(left);
});

test("only whole numbers in a value's place are shifted", () => {
  const shifted = shiftNumbers(FRAME, [12, 11], 9_007_199_254_740_992n);
  expect(shifted).toContain('"seqNum":9007199254741004,"prevSeqNum":9007199254741003,"timestamp":112');
});
