package embedding

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// Info is what is known of finished vectors beside themselves.
type Info struct {
	Rows            int     `json:"rows"`
	Dim             int     `json:"dim"`
	Skipped         []Skip  `json:"skipped"` // in order
	Zeros           int     `json:"zeros"`   // vectors of length 0, which could not be normalised
	Rotated         int     `json:"rotated"` // images with an EXIF rotation
	Seconds         float64 `json:"seconds"` // of embedding, over all runs that it took
	ImagesPerSecond float64 `json:"images_per_second"`
	PeakMemory      int64   `json:"peak_memory_bytes"`
	Checksum        uint32  `json:"crc32c"` // of vectors.safetensors
}

// lost reports whether an image is missing that the data set has.
func (i Info) lost() bool { return partInfo{Skipped: i.Skipped}.lost() }

// Finish joins the parts, maps the vectors and lets other processes in. Every step may be the last before
// a kill: until info.json is there the parts count, from then on the joined file does.
func (s *Store) Finish() error {
	if s.info != nil {
		return nil
	}
	if n := len(s.Missing()); n > 0 {
		return fmt.Errorf("finishing embeddings %s: %d parts are missing", s.dir, n)
	}
	info := s.sumParts()
	sum := crc32.New(castagnoli)
	err := atomicfile.Write(s.path(vectorsName), func(w io.Writer) error {
		return safetensors.WriteBlocks(io.MultiWriter(w, sum), tensorName, info.Rows, s.dim, s.blocks(), nil)
	})
	if err != nil {
		return err
	}
	if err := s.writeItems(info); err != nil {
		return err
	}
	info.Checksum = sum.Sum32()
	text, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return err
	}
	if err := atomicfile.WriteBytes(s.path(infoName), append(text, '\n')); err != nil {
		return err
	}
	if err := s.mapVectors(info); err != nil {
		return err
	}
	// A store with lost images is good for this run only; its parts serve the next.
	if !info.lost() {
		err = s.remove(partNames, temporaryNames)
	}
	s.release()
	return err
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// sumParts adds up what the parts say of themselves.
func (s *Store) sumParts() Info {
	info := Info{Dim: s.dim, Skipped: []Skip{}}
	for _, r := range Ranges(len(s.ids)) {
		p := s.parts[r.Part]
		info.Rows += p.rows()
		info.Skipped = append(info.Skipped, p.Skipped...)
		info.Zeros += p.Zeros
		info.Rotated += p.Rotated
		info.Seconds += p.Seconds
		info.PeakMemory = max(info.PeakMemory, p.PeakMemory)
	}
	if info.Seconds > 0 {
		info.ImagesPerSecond = float64(info.Rows) / info.Seconds
	}
	return info
}

// blocks yields the vectors of one part after the other; one part is mapped at a time.
func (s *Store) blocks() iter.Seq2[matrix.Rows, error] {
	return func(yield func(matrix.Rows, error) bool) {
		for _, r := range Ranges(len(s.ids)) {
			if !yieldPart(s.partPath(r.Part), yield) {
				return
			}
		}
	}
}

func yieldPart(path string, yield func(matrix.Rows, error) bool) bool {
	f, err := safetensors.Open(path)
	if err != nil {
		yield(matrix.Rows{}, err)
		return false
	}
	defer f.Close()
	return yield(f.Rows(tensorName))
}

// writeItems writes the table that says which image each row is, and which images have none. Names are
// escaped as package cell says.
func (s *Store) writeItems(info Info) error {
	return atomicfile.Write(s.path(itemsName), func(w io.Writer) error {
		out := csv.NewWriter(w)
		out.Write([]string{"row", "id", "status", "reason"})
		row, skipped := 0, info.Skipped
		for i, id := range s.ids {
			if len(skipped) > 0 && skipped[0].Item == i {
				out.Write([]string{"", cell.Escape(id), "skipped", cell.Escape(skipped[0].Reason)})
				skipped = skipped[1:]
				continue
			}
			out.Write([]string{strconv.Itoa(row), cell.Escape(id), "embedded", ""})
			row++
		}
		out.Flush()
		return out.Error()
	})
}

// openFinished maps the joined vectors if they are there and undamaged, and clears away what they were made
// from. Under the lock it removes the info of damaged ones, which must be made again.
func (s *Store) openFinished(ctx context.Context) (bool, error) {
	text, err := os.ReadFile(s.path(infoName))
	if err != nil {
		return false, nil
	}
	var info Info
	whole := json.Unmarshal(text, &info) == nil && info.Dim == s.dim && info.Rows == len(s.ids)-len(info.Skipped) && !info.lost()
	if whole {
		sum, err := fileChecksum(ctx, s.path(vectorsName))
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		whole = err == nil && sum == info.Checksum && s.mapVectors(info) == nil
	}
	switch {
	case whole:
		s.tidy()
	case s.lock != nil:
		return false, os.Remove(s.path(infoName))
	}
	return whole, nil
}

// tidy removes what a process that was killed in Finish has left, unless another process is at it. Where the
// cache may only be read it stays.
func (s *Store) tidy() {
	if len(s.names(partNames, temporaryNames)) == 0 {
		return
	}
	if s.lock == nil {
		lock := flock.New(s.path(lockName))
		if held, err := lock.TryLock(); err != nil || !held {
			return
		}
		defer lock.Close()
	}
	_ = s.remove(partNames, temporaryNames)
}

// mapVectors maps the joined file, which makes the store finished.
func (s *Store) mapVectors(info Info) error {
	f, err := safetensors.Open(s.path(vectorsName))
	if err != nil {
		return err
	}
	rows, err := f.Rows(tensorName)
	if err == nil && (rows.N != info.Rows || rows.Dim != info.Dim) {
		err = fmt.Errorf("reading %s: it has [%d, %d] vectors instead of [%d, %d]", s.path(vectorsName), rows.N, rows.Dim, info.Rows, info.Dim)
	}
	if err != nil {
		f.Close()
		return err
	}
	s.file, s.rows, s.info = f, rows, &info
	return nil
}

// fileChecksum reads the file rather than maps it, so that the pages do not count as the process's memory.
func fileChecksum(ctx context.Context, path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	sum := crc32.New(castagnoli)
	buffer := make([]byte, 1<<20)
	for ctx.Err() == nil {
		n, err := f.Read(buffer)
		sum.Write(buffer[:n])
		if err == io.EOF {
			return sum.Sum32(), nil
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, ctx.Err()
}
