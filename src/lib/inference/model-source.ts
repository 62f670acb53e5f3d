import { InspectorError } from '../domain/errors';
import { parseModelManifest, type ModelManifest } from '../domain/model-manifest';

/** Where a model's files come from: a web server, the service worker's cache, a folder. */
export interface ModelSource {
	/** Reads `<version>/<file>`, or `current.json` where `version` is null. Rejects where it is missing. */
	read(version: string | null, file: string): Promise<Uint8Array>;
}

export interface ModelFiles {
	readonly manifest: ModelManifest;
	readonly judgeShards: readonly Uint8Array[];
	readonly locatorShards: readonly Uint8Array[];
	/** Bytes of the golden file; see self-test. */
	readonly golden: Uint8Array;
}

const parseJson = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** The version that `current.json` names. */
export async function currentVersion(source: ModelSource): Promise<string> {
	const pointer = await attempt('model-missing', () => source.read(null, 'current.json'));
	const json = await attempt('model-corrupt', async () => parseJson(pointer) as { version?: unknown });
	if (typeof json.version !== 'string' || !/^[0-9a-f]{12}$/.test(json.version)) {
		throw new InspectorError('model-corrupt', 'current.json names no version');
	}
	return json.version;
}

/**
 * Reads manifest, weights and golden file of one version.
 * @param onBytes called as shards arrive with the share of bytes read, 0..1
 * @throws InspectorError `model-missing` or `model-corrupt`
 */
export async function readModel(
	source: ModelSource,
	version: string,
	onBytes: (share: number) => void = () => {}
): Promise<ModelFiles> {
	const bytes = await attempt('model-missing', () => source.read(version, 'manifest.json'));
	const manifest = await attempt('model-corrupt', async () => parseModelManifest(parseJson(bytes)));
	if (manifest.version !== version) {
		throw new InspectorError('model-corrupt', `folder ${version} holds model ${manifest.version}`);
	}
	const shards = [...manifest.judge.shards, ...manifest.locator.shards];
	const total = shards.reduce((sum, shard) => sum + shard.bytes, 0);
	let arrived = 0;
	const read = async (shard: { file: string; bytes: number }) => {
		const content = await attempt('model-missing', () => source.read(version, shard.file));
		arrived += shard.bytes;
		onBytes(arrived / total);
		return content;
	};
	const [judgeShards, locatorShards, golden] = await Promise.all([
		Promise.all(manifest.judge.shards.map(read)),
		Promise.all(manifest.locator.shards.map(read)),
		attempt('model-missing', () => source.read(version, 'golden.json'))
	]);
	return { manifest, judgeShards, locatorShards, golden };
}

/** The same source, which gathers what is read of one version into `files`. */
export function gathering(
	version: string,
	source: ModelSource
): { source: ModelSource; files: Map<string, Uint8Array> } {
	const files = new Map<string, Uint8Array>();
	const read: ModelSource['read'] = async (of, file) => {
		const bytes = await source.read(of, file);
		if (of === version) files.set(file, bytes);
		return bytes;
	};
	return { source: { read }, files };
}

/** Reads over HTTP from `base` (a folder's URL with a final slash). */
export function httpSource(base: string): ModelSource {
	return {
		async read(version, file) {
			const url = new URL(version === null ? file : `${version}/${file}`, base);
			const response = await fetch(url);
			if (!response.ok) throw new Error(`${url.pathname}: HTTP ${response.status}`);
			return new Uint8Array(await response.arrayBuffer());
		}
	};
}

async function attempt<T>(code: 'model-missing' | 'model-corrupt', work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		throw new InspectorError(code, String(cause), { cause });
	}
}
