// What a certificate says, and what became of the handshake it was shown in.

export type Certificate = {
  /** `www.example.net`, or what else its subject holds. */
  readonly subject: string;
  /** Common name and organisation of who issued it. */
  readonly issuer: string;
  /** Names and addresses it is for, as they stand there: `*.example.net`. */
  readonly names: readonly string[];
  /** Epoch ms. */
  readonly notBefore: number;
  readonly notAfter: number;
};

export type Handshake = {
  readonly certificate: Certificate;
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** Why it is not trusted: null when it is, for this host and by an authority known here. */
  readonly distrust: string | null;
};

/** The parts of node:tls's certificate that are looked at. */
export interface PeerCertificate {
  readonly subject?: Readonly<Record<string, string | string[] | undefined>>;
  readonly issuer?: Readonly<Record<string, string | string[] | undefined>>;
  readonly subjectaltname?: string | undefined;
  readonly valid_from?: string;
  readonly valid_to?: string;
}

const MAX_NAMES = 200;

export function readCertificate(peer: PeerCertificate): Certificate {
  const { subject = {}, issuer = {}, subjectaltname = '' } = peer;
  const common = texts(subject.CN);
  const names = [...subjectaltname.matchAll(/(?:DNS|IP Address):("(?:\\.|[^"])*"|[^,]+)/g)].map(match =>
    match[1]!.trim().replace(/^"(.*)"$/, '$1'),
  );
  return {
    subject: common[0] ?? texts(subject.O)[0] ?? '',
    issuer: [...texts(issuer.CN), ...texts(issuer.O)].join(', '),
    // Without alternative names nobody takes the common name any more; it is told all the same.
    names: (names.length > 0 ? names : common).slice(0, MAX_NAMES),
    notBefore: Date.parse(peer.valid_from ?? ''),
    notAfter: Date.parse(peer.valid_to ?? ''),
  };
}

function texts(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** Whether the certificate is for this name; `*.` stands for one label. */
export function coversName({ names }: Certificate, wanted: string): boolean {
  const name = wanted.toLowerCase();
  const parent = name.slice(name.indexOf('.'));
  return names.some(known => {
    const pattern = known.toLowerCase();
    return pattern === name || (pattern.startsWith('*.') && pattern.slice(1) === parent);
  });
}
