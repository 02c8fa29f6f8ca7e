// Why a discovery may not have found everybody it should have.
import type { DiscoveryResult } from '../rpc/reply';
import { SharedIdentity, UnverifiedAnswers } from './errors';
import type { CannotTell } from './verdicts';

export function discoveryDoubt({
  repeated,
  refused,
}: Pick<DiscoveryResult, 'repeated' | 'refused'>): CannotTell | undefined {
  if (repeated.length > 0) return new SharedIdentity(repeated);
  return refused > 0 ? new UnverifiedAnswers(refused) : undefined;
}
