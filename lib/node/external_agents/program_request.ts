// A request as a program reads it: in the words of MCollective's external actions, and of Choria's external agents.
import type { ActionDdl } from '../../ddl/ddl';
import type { ActionRequest } from '../agent';
import { JsonImpossible, toJson } from './ruby_json';

export const RPC_PROTOCOL = 'io.choria.mcorpc.external.v1.rpc_request';
export const ACTIVATION_PROTOCOL = 'io.choria.mcorpc.external.v1.activation_request';

const SCHEMAS = 'https://choria.io/schemas/mcorpc/external/v1';

export interface ProgramRequest {
  /** agent, action, data, sender, callerid, uniqid. */
  readonly request: string;
  readonly choriaRequest: string;
}

/** Only inputs the DDL has are handed on: nothing else was checked. Throws JsonImpossible, naming the input. */
export function programRequest(request: ActionRequest, { inputs }: ActionDdl): ProgramRequest {
  const { agent, action, requestid, senderid, callerid, collective, ttl, msgtime } = request;
  const names = Object.keys(inputs).filter(name => request.data[name] !== undefined);
  const data = `{${names.map(name => `${JSON.stringify(name)}:${inputJson(name, request)}`).join(',')}}`;
  const choria = {
    ...{ $schema: `${SCHEMAS}/rpc_request.json`, protocol: RPC_PROTOCOL },
    ...{ agent, action, requestid, senderid, callerid, collective, ttl, msgtime },
  };
  return {
    request: withData({ agent, action, sender: senderid, callerid, uniqid: requestid }, data),
    choriaRequest: withData(choria, data),
  };
}

/** Asks a program of Choria's whether it can work here. */
export function activationRequest(agent: string): string {
  const schema = `${SCHEMAS}/activation_request.json`;
  return JSON.stringify({ $schema: schema, protocol: ACTIVATION_PROTOCOL, agent });
}

function inputJson(name: string, { data }: ActionRequest): string {
  try {
    return toJson(data[name]!);
  } catch (error) {
    if (!(error instanceof JsonImpossible)) throw error;
    throw new JsonImpossible(`the input ${name} cannot be handed to a program, it ${error.message}`);
  }
}

// The data is JSON already, its numbers as they came.
function withData(fields: Readonly<Record<string, unknown>>, data: string): string {
  return `${JSON.stringify(fields).slice(0, -1)},"data":${data}}\n`;
}
