/**
 * The caller's network address, from the header that the proxy in front writes where one is configured
 * (`ADDRESS_HEADER`), else the connection's own.
 * [Note: probes] Health checks of containers and platforms come without the proxy and so without its header, for which
 * adapter-node throws: they are told apart by their connection instead of being answered 500.
 * @param ask adapter-node's `getClientAddress`
 * @param connection address of the other end of the connection; empty where it is gone already
 */
export function peerAddress(ask: () => string, connection: string | undefined): string {
	try {
		return ask();
	} catch {
		return connection ?? '';
	}
}
