// What a web server answered, as far as checks look at it.

export type Page = {
  /** Of the last redirect that was followed. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  /** As they came; names as they were written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Of at most MAX_BODY_BYTES. U+FFFD stands for what is no text in its character set. */
  readonly body: string;
  /** Bytes of the body that were read. */
  readonly size: number;
  /** The body is longer than what was read. */
  readonly truncated: boolean;
  /** Redirects that were followed. */
  readonly hops: number;
  /** From the first connection to the last byte, seconds. */
  readonly seconds: number;
};

export const MAX_BODY_BYTES = 1024 * 1024;

/** Every value of a header, whatever its case. */
export function headerValues({ headers }: Page, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([known]) => known.toLowerCase() === wanted).map(([, value]) => value);
}
