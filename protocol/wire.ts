/**
 * The bytes between engine and page. One WebSocket at SOCKET_PATH: text frames are calls and events (birpc, JSON),
 * binary frames are decodes (codecs/decodeFrames.ts). Anything of a megabyte or more goes by HTTP. Little-endian everywhere.
 * All paths are relative to the page, which lies below a secret path of this start.
 */
export const SOCKET_PATH = 'socket';

/** HTTP GET, rows `from`..`to` (exclusive) of the open collection. */
export const ROWS_PATHS = {
  /** float32 [n,D] */
  latents: 'api/collection/latents',
  /** uint8 [n], 1 for rows whose file is gone */
  states: 'api/collection/states',
  /** uint8 [n,T,T,4] RGBA, T = tileSize; with ROWS_PARAMETER those of any rows, in that order */
  tiles: 'api/collection/tiles',
  /** float32 [n,3], in the units of the projection */
  positions: 'api/collection/positions',
  /** The first and the last of these as a model in training has them; 204 as well where none is shown (any more). */
  liveLatents: 'api/collection/live/latents',
  livePositions: 'api/collection/live/positions',
} as const;

/** HTTP GET, rows `from`..`to` (exclusive) of one column, by `name`; laid out as protocol/columns.ts says. */
export const COLUMN_PATH = 'api/collection/column';
export const COLUMN_NAME_PARAMETER = 'name';

/**
 * HTTP GET, all rows of the open collection in ascending order of a column, by `name`, or of their own names without one;
 * laid out as codecs/rowOrder.ts says. 204 as well where there is no such column (any more).
 */
export const ORDER_PATH = 'api/collection/order';
/**
 * HTTP POST z, float32 [D], as the body: all rows by their distance from it, the nearest first, and the distances, by
 * METRIC_PARAMETER: Euclidean, or 'cosine': 1 − the cosine of the angle, 0..2.
 */
export const NEAREST_PATH = 'api/collection/nearest';
export const METRIC_PARAMETER = 'metric';
export const DISTANCE_METRICS = ['l2', 'cosine'] as const;
export type DistanceMetric = (typeof DISTANCE_METRICS)[number];

/**
 * HTTP GET, the rows around a place of a curved view, as float32: [m,dims] places, then [m,D] z, the nearest first. `at` holds the
 * place, with commas between its numbers. 204 as well where another `version` of the view is shown (by now).
 */
export const PATCH_PATH = 'api/collection/patch';
export const PLACE_PARAMETER = 'at';
export const VERSION_PARAMETER = 'version';

/**
 * HTTP POST z, float32 [D], as the body: images along dimensions of z or directions around it, by TRAVERSAL_PARAMETERS; laid out
 * as codecs/traversalFrame.ts says.
 */
export const TRAVERSAL_PATH = 'api/collection/traversal';
/** What comes first (PAGE_TRAVERSAL_ORDERS), how many rows, how many columns, and how far these go to both sides, in σ. */
export const TRAVERSAL_PARAMETERS = {
  order: 'order',
  rows: 'rows',
  columns: 'columns',
  range: 'range',
} as const;

/**
 * HTTP POST z, float32 [N,D], as the body: their images as uint8 [N,H,W,4] RGBA, no side longer than `side`, larger ones made
 * smaller by halves; x-width and x-height headers. At most MOST_PICTURES.
 */
export const PICTURES_PATH = 'api/collection/pictures';
export const SIDE_PARAMETER = 'side';

/**
 * HTTP POST a picture's pixels, uint8 [H,W,C], as the body, by PICTURE_PARAMETERS: its z and what is drawn there; laid out as
 * codecs/drawingFrame.ts says.
 */
export const DRAWING_PATH = 'api/collection/drawing';
/** HTTP POST the same, or nothing with a `row`: a fit of z to that image, step by step as codecs/fitFrames.ts lays it out. */
export const FIT_PATH = 'api/collection/fit';
export const PICTURE_PARAMETERS = { width: 'width', height: 'height', channels: 'channels' } as const;
export const FIT_ROW_PARAMETER = 'row';
/** Pixels a side, at most. */
export const LARGEST_DRAWING = 4096;

/**
 * Every request about the collection names the one it believes is open (`id`). When it is not, the answer is 204 and empty:
 * that collections change is no error, and browsers write answers of 400 and more on the console.
 */
export const COLLECTION_PARAMETER = 'id';
/** Row numbers with commas between them. */
export const ROWS_PARAMETER = 'rows';

/** HTTP GET ?id=&index=: as codecs/reconstructionFrame.ts lays it out. */
export const RECONSTRUCTION_PATH = 'api/collection/reconstruction';
/** HTTP GET ?id=&index=: the original file's bytes, for showing at full size. */
export const ORIGINAL_PATH = 'api/collection/original';
/** HTTP GET ?name=: a WebP strip of a few samples of a bundled model. */
export const BUNDLED_PREVIEW_PATH = 'api/bundled/preview';
/** HTTP GET: the WebP picture of the open model's card; 204 and empty where it has none. */
export const MODEL_CARD_PATH = 'api/model/card';
/**
 * HTTP GET ?job=: the newest preview of a training, uint8 [2,n,H,W,4] RGBA, x then x̂ of the fixed held-out images; x-width,
 * x-height headers. 204 and empty where there is none (any more).
 */
export const PREVIEW_PATH = 'api/training/preview';
/** HTTP POST one dropped file as the body, its name in the x-file-name header (URI-encoded); answers {path}. */
export const UPLOAD_PATH = 'api/upload';
