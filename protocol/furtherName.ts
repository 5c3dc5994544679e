/** What a model is called that was trained further from another: 'faces 2' from 'faces', 'faces 3' from that. */
export function furtherName(name: string): string {
  // The number of 'faces: autoencoder, z of 16' counts something else.
  const numbered = /^(.*)(?<! z of) ([0-9]{1,6})$/s.exec(name);
  return numbered ? `${numbered[1]} ${Number(numbered[2]) + 1}` : `${name} 2`;
}
