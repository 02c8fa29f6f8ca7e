// The section `security` of a configuration, without the shared key.
import type { AesConfig, SecurityConfig } from '../config';
import { type ShownSection, setOrNot } from './shown';

export function shownSecurity(security: SecurityConfig): ShownSection {
  const { provider } = security;
  if (provider === 'psk') {
    return { provider, psk: setOrNot(security.psk), caller_type: security.callerType };
  }
  const keys = {
    provider,
    serializer: security.serializer,
    client_public: security.clientPublic ?? 'none',
    client_private: security.clientPrivate ?? 'none',
    server_public: security.serverPublic ?? 'none',
    server_private: security.serverPrivate ?? 'none',
    client_cert_dir: security.clientCertDir ?? 'none',
    enforce_ttl: security.enforceTtl ?? true,
  };
  return provider === 'ssl' ? keys : { ...keys, ...shownAes(security) };
}

function shownAes(security: AesConfig): ShownSection {
  return {
    cipher: security.cipher,
    send_pubkey: security.sendPubkey,
    learn_pubkeys: security.learnPubkeys,
    ca_cert: security.caCert ?? 'none',
    insecure_learning: security.insecureLearning,
  };
}
