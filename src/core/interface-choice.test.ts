import { expect, test } from "vitest";
import { chosenInterface, chosenInterfaces, type Interface } from "#core/interface-choice";

const offer: { readonly title: string; readonly products: readonly Interface[] } = {
  title: "Tidewell",
  products: [
    { product: "contract", api: "v3" },
    { product: "contract", api: "v2" },
    { product: "spot", api: "v3" },
    { product: "spot", api: "v2", spoken: false },
    { product: "spot", api: "v3", dialect: "article" },
  ],
};
const names = (choice?: Parameters<typeof chosenInterfaces>[1]): string[] =>
  chosenInterfaces(offer, choice).map(({ product, api, dialect }) => `${product} ${api}${dialect === undefined ? "" : ` ${dialect}`}`);

test("nothing said is the venue's own language, each product in its first version", () => {
  expect(names()).toEqual(["contract v3", "spot v3"]);
  expect(names({ dialect: "strict" })).toEqual(["contract v3", "spot v3"]);
});

test("a version leaves the products that have it, and never another version in its place", () => {
  expect(names({ api: "v2" })).toEqual(["contract v2"]);
  expect(() => chosenInterface(offer, "spot", { api: "v2" })).toThrow("Tidewell's spot has no interface v2 that truebook speaks");
});

test("an article's language leaves the products that speak it", () => {
  expect(names({ dialect: "article" })).toEqual(["spot v3 article"]);
  expect(() => chosenInterface(offer, "contract", { dialect: "article" })).toThrow(/Tidewell's contract has no dialect article/);
});

test("an unknown version, language or product is refused by name, with the nearest that exists", () => {
  expect(() => chosenInterfaces(offer, { api: "v4" })).toThrow(
    expect.objectContaining({ code: "unknown-api", hint: "Did you mean v3? It has v3, v2." }),
  );
  expect(() => chosenInterfaces(offer, { api: "latest" })).toThrow(expect.objectContaining({ hint: "It has v3, v2." }));
  expect(() => chosenInterfaces(offer, { dialect: "artcle" })).toThrow(
    expect.objectContaining({ code: "unknown-dialect", hint: "Did you mean article? It has strict, article." }),
  );
  expect(() => chosenInterface(offer, "contrat")).toThrow(
    expect.objectContaining({ code: "unknown-product", hint: "Did you mean contract? It has contract, spot." }),
  );
});
