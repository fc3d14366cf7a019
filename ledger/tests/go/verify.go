// Verifies a public log with golang.org/x/mod's sumdb/note and sumdb/tlog, which share no code with the rest: the signed
// head, every tile, every entry, the way from earlier heads, and one published proof.
//
// usage: verify FOLDER VKEY PROOF
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tlog-tiles: tiles are 8 levels high.
const height = 8

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// folder is a tlog.TileReader over the files of c2sp.org/tlog-tiles, whose paths do not name the height.
type folder string

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
		bytes, err := os.ReadFile(filepath.Join(string(f), "tile", name))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// head is the text of a note that the key has signed: its size and its root.
func head(msg []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	opened, err := note.Open(msg, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("the head is of %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}
}

// bundle reads the entries of one bundle.
func bundle(f folder, n, width int64) [][]byte {
	tile := tlog.Tile{H: height, L: 0, N: n, W: int(width)}
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", height))
	rest, err := os.ReadFile(filepath.Join(string(f), "tile", "entries", name))
	check(err)
	var entries [][]byte
	for len(rest) > 0 {
		end := 2 + int(binary.BigEndian.Uint16(rest))
		entries = append(entries, rest[2:end])
		rest = rest[end:]
	}
	return entries
}

func main() {
	public, vkey := folder(os.Args[1]), os.Args[2]
	msg, err := os.ReadFile(filepath.Join(string(public), "checkpoint"))
	check(err)
	tree := head(msg, vkey)
	hashes := tlog.TileHashReader(tree, public)

	root, err := tlog.TreeHash(tree.N, hashes)
	check(err)
	if root != tree.Hash {
		check(fmt.Errorf("the tiles do not lead to the root"))
	}
	for start := int64(0); start < tree.N; start += 256 {
		width := tree.N - start
		if width > 256 {
			width = 256
		}
		entries := bundle(public, start/256, width)
		if int64(len(entries)) != width {
			check(fmt.Errorf("the bundle of %d has %d entries", start, len(entries)))
		}
		for at, entry := range entries {
			index := start + int64(at)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			check(err)
			check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
		}
	}
	for old := int64(1); old <= tree.N; old += 1 + old/3 {
		before, err := tlog.TreeHash(old, hashes)
		check(err)
		proof, err := tlog.ProveTree(tree.N, old, hashes)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old, before))
	}

	// c2sp.org/tlog-proof: a line, the index, the hashes, an empty line, the head.
	file, err := os.ReadFile(os.Args[3])
	check(err)
	parts := bytes.SplitN(file, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		decoded, err := base64.StdEncoding.DecodeString(line)
		check(err)
		var hash tlog.Hash
		copy(hash[:], decoded)
		path = append(path, hash)
	}
	proven := head(parts[1], vkey)
	entry := bundle(public, index/256, min(tree.N-index/256*256, 256))[index%256]
	check(tlog.CheckRecord(path, proven.N, proven.Hash, index, tlog.RecordHash(entry)))
	fmt.Printf("%d entries and the proof of entry %d hold\n", tree.N, index)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
