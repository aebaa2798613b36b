/** The TLS library that HAProxy is built with, as far as conditions of the preprocessor ask about it. */
import type { Host } from '../../host/facts.ts';

export interface TlsLibrary {
  /** What `OpenSSL_version` says, as far as it is known: `OpenSSL 3.0.19`, `AWS-LC 1.66.1`; `none` of a build without TLS. */
  readonly name: string;
}

/** What nearly every distribution builds HAProxy with, where the host does not say; no release of it. */
export const usualLibrary: TlsLibrary = { name: 'OpenSSL' };

export function tlsLibraryOf({ tlsLibrary }: Host): TlsLibrary | undefined {
  return tlsLibrary && { name: tlsLibrary.value };
}

/** Whether the library's name starts with a text; undefined where the text goes on behind what is known of the name. */
export function startsWith({ name }: TlsLibrary, text: string): boolean | undefined {
  if (name === 'none') return false;
  return name.startsWith(text) ? true : text.startsWith(name) ? undefined : false;
}

/**
 * Whether the library takes itself for at least as new as a version of OpenSSL (`openssl_compare_current_version` in HAProxy's
 * src/tools.c); undefined where its number is not known or HAProxy refuses the text.
 */
export function reachesOpenssl(library: TlsLibrary, version: string): boolean | undefined {
  const own = numberOf(library.name);
  const asked = parsedVersion(version);
  return own === undefined || asked === undefined ? undefined : asked <= own;
}

/** `OPENSSL_VERSION_NUMBER` in the headers of a library; undefined for those whose number changed in no way we know. */
function numberOf(name: string): number | undefined {
  if (name.startsWith('AWS-LC ')) return 0x1010107f;
  if (name.startsWith('LibreSSL ')) return 0x20000000;
  const [, release, major] = /^OpenSSL ((\d+)\.\d+\.\d+[a-z]*)/.exec(name) ?? [];
  if (release === undefined) return undefined;
  if (Number(major) < 3) return parsedVersion(release);
  // Since 3.0 the last number stands where letters stood, and no digit says that it is a release.
  const [, minor = 0, patch = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  return number(Number(major), minor, 0, patch, 0);
}

/** A version in digits of its own (`openssl_version_parser` in HAProxy's src/ssl_utils.c), without its odd forms. */
function parsedVersion(text: string): number | undefined {
  const [, major, minor, fix, letters = '', beta] =
    /^(\d{1,2})\.(\d{1,3})\.(\d{1,3})(?:([A-Za-z]+)|-beta(\d{1,2})|-[a-z]+\d*)?$/.exec(text) ?? [];
  if (major === undefined || Number(major) > 15 || Number(minor) > 255 || Number(fix) > 255) return undefined;
  if (Number(beta ?? 0) > 14) return undefined;
  const patch = [...letters.toUpperCase()].reduce((sum, letter) => sum + letter.charCodeAt(0) - 65, letters ? 1 : 0);
  const status = text.includes('-') ? Number(beta ?? 0) : 15;
  return number(Number(major), Number(minor), Number(fix), patch, status);
}

/** `0xMNNFFPPS`. */
function number(major: number, minor: number, fix: number, patch: number, status: number): number {
  return (((major * 256 + minor) * 256 + fix) * 256 + (patch % 256)) * 16 + status;
}
