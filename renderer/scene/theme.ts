export type ThemeName = 'dark' | 'light';
/** sRGB, 0..1 each. */
export type Rgb = readonly [number, number, number];

/** The room the images hang in. Shaders write sRGB as it is, so these are the values on screen. */
export interface SceneTheme {
  backdropCentre: Rgb;
  backdropEdge: Rgb;
  /** Where far things fade to. */
  fog: Rgb;
  /** How far, 0..1. */
  fogMost: number;
  grid: Rgb;
  gridOpacity: number;
  text: string;
  /** Rings of what is in focus, guides and probe frames. */
  accent: Rgb;
  /** Behind a ring, so that it reads on any card. */
  accentHalo: Rgb;
  /** Frames of decoded points that lie between images, and beyond all of them. */
  between: Rgb;
  beyond: Rgb;
  /** Rings of the cards of a selection. */
  selected: Rgb;
  /** Rings of cards inside a lasso that is being drawn. */
  mark: Rgb;
  /** Cards whose tile has not arrived. */
  emptyCard: Rgb;
  unlabelled: Rgb;
}

const THEMES: Record<ThemeName, SceneTheme> = {
  dark: {
    backdropCentre: [0.094, 0.102, 0.122],
    backdropEdge: [0.035, 0.039, 0.05],
    fog: [0.06, 0.066, 0.08],
    fogMost: 0.5,
    grid: [0.66, 0.71, 0.78],
    gridOpacity: 0.11,
    text: '#98a1ad',
    accent: [1, 1, 1],
    accentHalo: [0.03, 0.03, 0.04],
    between: [0.93, 0.76, 0.42],
    beyond: [0.95, 0.5, 0.45],
    selected: [0.6, 0.76, 1],
    mark: [0.55, 0.62, 0.74],
    emptyCard: [0.14, 0.15, 0.18],
    unlabelled: [0.62, 0.66, 0.72],
  },
  light: {
    backdropCentre: [0.992, 0.992, 0.996],
    backdropEdge: [0.898, 0.91, 0.925],
    fog: [0.945, 0.95, 0.96],
    fogMost: 0.3,
    grid: [0.22, 0.26, 0.32],
    gridOpacity: 0.13,
    text: '#555e6a',
    accent: [0.07, 0.09, 0.13],
    accentHalo: [1, 1, 1],
    between: [0.66, 0.44, 0.02],
    beyond: [0.76, 0.18, 0.13],
    selected: [0.1, 0.32, 0.86],
    mark: [0.4, 0.48, 0.62],
    emptyCard: [0.84, 0.86, 0.88],
    unlabelled: [0.42, 0.46, 0.52],
  },
};

/** What stands out more in high contrast: lines, letters and rings. */
const HIGH_CONTRAST: Record<ThemeName, Partial<SceneTheme>> = {
  dark: {
    backdropCentre: [0, 0, 0],
    backdropEdge: [0, 0, 0],
    fog: [0, 0, 0],
    fogMost: 0.2,
    grid: [1, 1, 1],
    gridOpacity: 0.4,
    text: '#ffffff',
    selected: [1, 0.88, 0.3],
  },
  light: {
    backdropCentre: [1, 1, 1],
    backdropEdge: [1, 1, 1],
    fog: [1, 1, 1],
    fogMost: 0.1,
    grid: [0, 0, 0],
    gridOpacity: 0.5,
    text: '#000000',
    accent: [0, 0, 0],
    selected: [0, 0.16, 0.75],
  },
};

export const sceneTheme = (name: ThemeName, isHighContrast = false): SceneTheme => ({
  ...THEMES[name],
  ...(isHighContrast && HIGH_CONTRAST[name]),
});

/** The data axes x, y, z, told apart also by their names: used for the guide while an axis is held. */
export const AXIS_COLOURS: readonly [Rgb, Rgb, Rgb] = [
  [0.95, 0.42, 0.4],
  [0.45, 0.8, 0.42],
  [0.4, 0.62, 1],
];
