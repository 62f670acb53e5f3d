/** Shares of requests that go wrong, each 0..1. */
export interface Faults {
	/** Never leaves the tablet. */
	readonly lost: number;
	/** Arrives, but its acknowledgement does not come back. */
	readonly unacknowledged: number;
	/** Breaks off in the middle of the body. */
	readonly cut: number;
	/** Arrives twice, at the same time. */
	readonly doubled: number;
}

/** `fetch` over a network that fails in the ways that networks fail; what it did is counted. */
export function faultyFetch(faults: Faults, random: () => number, token: string) {
	const counts = { sent: 0, lost: 0, unacknowledged: 0, cut: 0, doubled: 0 };

	const send = (path: string, init: RequestInit) => {
		const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
		return fetch(path, { ...init, headers });
	};

	const faulty = async (path: string, init: RequestInit): Promise<Response> => {
		counts.sent += 1;
		let draw = random();
		const hits = (share: number) => (draw -= share) < 0;
		if (hits(faults.lost)) {
			counts.lost += 1;
			throw new TypeError('network: lost');
		}
		if (hits(faults.unacknowledged)) {
			counts.unacknowledged += 1;
			const response = await send(path, init);
			await response.arrayBuffer();
			throw new TypeError('network: the answer was lost');
		}
		if (hits(faults.cut)) {
			counts.cut += 1;
			return send(path, { ...init, body: cutOff(init.body as Blob), duplex: 'half' } as RequestInit);
		}
		if (hits(faults.doubled)) {
			counts.doubled += 1;
			const [first, second] = await Promise.all([send(path, init), send(path, init)]);
			await first.arrayBuffer();
			return second;
		}
		return send(path, init);
	};
	return { fetch: faulty as typeof fetch, counts };
}

/** The first half of a body, and then the end of the connection. */
function cutOff(body: Blob): ReadableStream {
	let sent = false;
	return new ReadableStream({
		async pull(controller) {
			if (sent) return controller.error(new TypeError('network: cut'));
			sent = true;
			controller.enqueue(new Uint8Array(await body.slice(0, Math.floor(body.size / 2)).arrayBuffer()));
		}
	});
}
