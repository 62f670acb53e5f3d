import type { ModelManifest } from '../domain/model-manifest';
import { parseModelManifest } from '../domain/model-manifest';
import { currentVersion, httpSource } from '../inference/model-source';

/** The manifest of the model that the app ships, without loading its weights; null where it cannot be read. */
export async function shippedManifest(base: string): Promise<ModelManifest | null> {
	try {
		const source = httpSource(new URL(`${base}/model/`, location.href).href);
		const bytes = await source.read(await currentVersion(source), 'manifest.json');
		return parseModelManifest(JSON.parse(new TextDecoder().decode(bytes)));
	} catch {
		return null;
	}
}
