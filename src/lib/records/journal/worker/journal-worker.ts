import type { ErrorCode } from '../../../domain/errors';
import type { FromWorker, Replies, Request, ToWorker } from './protocol';
import { Segments } from './segments';

declare const self: DedicatedWorkerGlobalScope;

const post = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => void answer(data);

async function answer({ id, folder, request }: ToWorker): Promise<void> {
	try {
		// A file that is open for writing is open once, in one tab; the lock also keeps the requests of this one in order.
		const reply = (await navigator.locks.request(folder, () => handle(folder, request))) as Replies[keyof Replies];
		post({ id, ok: true, reply });
	} catch (thrown) {
		post({ id, ok: false, code: codeOf(thrown), message: String(thrown) });
	}
}

async function handle(folder: string, request: Request): Promise<Replies[keyof Replies]> {
	const root = await navigator.storage.getDirectory();
	const segments = new Segments(await root.getDirectoryHandle(folder, { create: true }));
	switch (request.type) {
		case 'extents':
			return segments.extents();
		case 'append':
			return segments.append(request.deviceId, request.lines, request.joined);
		case 'read':
			return segments.read(request.deviceId, request.segment);
		case 'forget':
			await segments.forget(request.deviceId, request.through);
			return null;
		case 'replace':
			await segments.replace(request.deviceId, request.lines);
			return null;
	}
}

const codeOf = (thrown: unknown): ErrorCode =>
	thrown instanceof DOMException && thrown.name === 'QuotaExceededError' ? 'storage-full' : 'storage-unavailable';
