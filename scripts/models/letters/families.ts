/** How a family's strokes end. Slab and wedge serifs both count as serifs. */
export type FamilyClass = 'sans' | 'serif' | 'slab' | 'mono';

export interface Family {
  /** The npm package that carries it: @fontsource/<name>. */
  name: string;
  class: FamilyClass;
  /** Kept away from training altogether, so that the samples show what the model makes of fonts it never saw. */
  unseen?: true;
}

/** The families that the letters are rendered from, all under the SIL Open Font License 1.1. */
export const FAMILIES: readonly Family[] = [
  { name: 'barlow', class: 'sans' },
  { name: 'barlow-condensed', class: 'sans' },
  { name: 'dm-sans', class: 'sans' },
  { name: 'exo-2', class: 'sans' },
  { name: 'fira-sans', class: 'sans' },
  { name: 'fira-sans-condensed', class: 'sans' },
  { name: 'ibm-plex-sans', class: 'sans' },
  { name: 'inter', class: 'sans' },
  { name: 'josefin-sans', class: 'sans' },
  { name: 'jost', class: 'sans' },
  { name: 'karla', class: 'sans', unseen: true },
  { name: 'lato', class: 'sans' },
  { name: 'libre-franklin', class: 'sans' },
  { name: 'montserrat', class: 'sans' },
  { name: 'nunito', class: 'sans' },
  { name: 'open-sans', class: 'sans' },
  { name: 'oswald', class: 'sans' },
  { name: 'poppins', class: 'sans' },
  { name: 'public-sans', class: 'sans' },
  { name: 'quicksand', class: 'sans' },
  { name: 'raleway', class: 'sans' },
  { name: 'rubik', class: 'sans' },
  { name: 'source-sans-3', class: 'sans' },
  { name: 'titillium-web', class: 'sans' },
  { name: 'work-sans', class: 'sans', unseen: true },
  { name: 'alegreya', class: 'serif' },
  { name: 'bodoni-moda', class: 'serif' },
  { name: 'cormorant', class: 'serif' },
  { name: 'crimson-pro', class: 'serif' },
  { name: 'eb-garamond', class: 'serif' },
  { name: 'ibm-plex-serif', class: 'serif' },
  { name: 'libre-baskerville', class: 'serif' },
  { name: 'libre-caslon-text', class: 'serif' },
  { name: 'lora', class: 'serif', unseen: true },
  { name: 'merriweather', class: 'serif' },
  { name: 'newsreader', class: 'serif' },
  { name: 'playfair-display', class: 'serif' },
  { name: 'source-serif-4', class: 'serif' },
  { name: 'spectral', class: 'serif', unseen: true },
  { name: 'vollkorn', class: 'serif' },
  { name: 'aleo', class: 'slab' },
  { name: 'arvo', class: 'slab' },
  { name: 'bitter', class: 'slab' },
  { name: 'rokkitt', class: 'slab' },
  { name: 'zilla-slab', class: 'slab', unseen: true },
  { name: 'ibm-plex-mono', class: 'mono' },
  { name: 'jetbrains-mono', class: 'mono' },
];
