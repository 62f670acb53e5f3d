import { parentPort, workerData } from 'node:worker_threads';
import { decodePath } from '../../src/lib/capture/decode-node';
import { lineOf, type ThreadReply, type ThreadRequest } from './judge-files';
import { openEngine } from './local-engine';

// One engine on one thread; requests queue while it starts, and are decoded while those before them are judged.
const { model } = workerData as { model?: string };
const opened = openEngine(model);
let turn: Promise<unknown> = Promise.resolve();

parentPort!.on('message', ({ index, file }: ThreadRequest) => {
	const pixels = decodePath(file);
	pixels.catch(() => {}); // its line carries the fault when its turn comes
	turn = turn.then(async () => {
		const line = await lineOf(await opened, file, pixels);
		parentPort!.postMessage({ index, line } satisfies ThreadReply);
	});
});
