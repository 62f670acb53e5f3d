import type { SceneDescription } from './description';
import { Stage } from './stage';

declare global {
	interface Window {
		oversampling: number;
		/** Renders one scene; a data URL in the asked-for format. */
		renderScene(scene: SceneDescription, type: 'image/png' | 'image/jpeg', quality?: number): string;
		/** The first bottle in white on black, a PNG data URL. */
		renderSilhouette(scene: SceneDescription): string;
	}
}

const canvas = document.createElement('canvas');
document.body.append(canvas);
const stage = new Stage(canvas, window.oversampling);
window.renderScene = (scene, type, quality) => {
	stage.draw(scene);
	return canvas.toDataURL(type, quality);
};
window.renderSilhouette = (scene) => {
	stage.drawSilhouette(scene);
	return canvas.toDataURL('image/png');
};
