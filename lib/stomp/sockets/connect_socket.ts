// TLS where the broker's address says so, plain TCP otherwise.
import type { BrokerAddress } from '../broker_address';
import type { ByteSocket, ConnectSocketOptions } from './byte_socket';
import { connectTcp } from './tcp';

export async function connectSocket(
  address: BrokerAddress,
  options: ConnectSocketOptions,
): Promise<ByteSocket> {
  if (!address.tls) return connectTcp(address, options);
  const { connectTls } = await import('./tls');
  return connectTls(address, options);
}
