import { decodePath } from '../../src/lib/capture/decode-node';
import { openEngine } from '../../scripts/lib/local-engine';

/** Prints what the command line computes for each file, one JSON object a line: for browser tests to compare with. */
const engine = await openEngine();
for (const path of process.argv.slice(2)) {
	const { logits, sceneLogits, mouth } = await engine.judge(await decodePath(path));
	console.log(JSON.stringify({ path, logits, sceneLogits, mouth }));
}
