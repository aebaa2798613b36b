/** Names of message digests that OpenSSL 1.1 to 3 and its forks know (`EVP_get_digestbyname`); letters of any case. */

const widths = ['224', '256', '384', '512'];

const names = new Set([
  ...['md4', 'md5', 'mdc2', 'md5-sha1', 'sm3', 'whirlpool', 'sha', 'sha1', 'sha-1', 'dss1', 'ripemd', 'ripemd160'],
  ...['ripemd-160', 'rmd160', 'blake2b512', 'blake2s256', 'blake2b-512', 'blake2s-256', 'shake128', 'shake256'],
  ...['shake-128', 'shake-256', 'ssl2-md5', 'ssl3-md5', 'ssl3-sha1', 'rsa-sha1-2', 'sha512-224', 'sha512-256'],
  ...['rsa-md4', 'rsa-md5', 'rsa-mdc2', 'rsa-ripemd160', 'rsa-sha1', 'rsa-sm3', 'rsa-sha512/224', 'rsa-sha512/256'],
  ...['ripemd160withrsa', 'sha512-224withrsaencryption', 'sha512-256withrsaencryption'],
  ...widths.flatMap((bits) => [`sha${bits}`, `sha-${bits}`, `sha2-${bits}`, `sha3-${bits}`, `rsa-sha${bits}`]),
  ...widths.flatMap((bits) => [`rsa-sha3-${bits}`, `id-rsassa-pkcs1-v1_5-with-sha3-${bits}`]),
  ...['md4', 'md5', 'sha1', 'sm3', ...widths.map((bits) => `sha${bits}`)].map((name) => `${name}withrsaencryption`),
]);

/** Digests of engines and providers, and object identifiers. */
const elsewhere = /gost|streebog|keccak|kmac|dsa|null|undef|^\d+(?:\.\d+)+$/;

/** Whether some build of OpenSSL may know the digest. */
export function isDigest(name: string): boolean {
  const lower = name.toLowerCase();
  return names.has(lower) || elsewhere.test(lower);
}
