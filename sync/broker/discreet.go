package broker

import (
	"context"
	"log/slog"
)

// discreet passes the server's log on without what it must not tell: whole
// packets stand in it, and a directory is made of names.
type discreet struct{ slog.Handler }

// Handle passes on the words and those attributes that say who and why.
func (h discreet) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	if clean.Message == "" {
		clean.Message = "connection ended"
	}
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "error", "client", "listener", "id", "address", "protocol", "version":
			clean.AddAttrs(a)
		}
		return true
	})
	return h.Handler.Handle(ctx, clean)
}

// WithAttrs passes on nothing that was not asked about one by one.
func (h discreet) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup keeps the groups away too.
func (h discreet) WithGroup(string) slog.Handler { return h }

// Enabled leaves out the server's small talk: it tells of every client that
// comes and goes as if it were news.
func (h discreet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}
