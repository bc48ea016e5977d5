package main

import (
	"encoding/csv"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tambur/kiosk/badge"
	"tambur/kiosk/preschool"
)

func badgesCommand(s streams) *cobra.Command {
	var children int
	var demo, everybody bool
	var out string
	c := &cobra.Command{
		Use:   "badges --demo --out DIR",
		Short: "Draw the demo preschool's badges, to try a scanner with",
		Long: `Badges draws each guardian's card of the demo preschool as a PNG with its code,
the size of a bank card at 300 dots an inch, and writes badges.csv beside them
(name, code, role, file), so that anybody can test a scanner.

The demo's codes follow from a seed and open no real door.`,
		Example: `  kiosk badges --demo --out /tmp/badges
  kiosk badges --demo --everybody --out /tmp/badges`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case !demo:
				return fmt.Errorf("real badges are issued by the portal, so only --demo can be drawn here: %w", errUsage)
			case out == "":
				return fmt.Errorf("say where to put the cards with --out: %w", errUsage)
			}
			school, err := demoPreschool(children)
			if err != nil {
				return err
			}
			n, err := drawBadges(school, everybody, out)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "%d cards and badges.csv are in %s\n", n, out)
			return nil
		},
	}
	f := c.Flags()
	f.BoolVar(&demo, "demo", false, "draw the demo preschool's badges")
	f.IntVar(&children, "children", preschool.DefaultChildren, "how many children the demo preschool has")
	f.BoolVar(&everybody, "everybody", false, "also collectors, staff, people who may not collect, and badges that were taken back")
	f.StringVar(&out, "out", "", "the folder to put them in")
	return c
}

// roles is what a card says its holder is.
var roles = map[preschool.Role]string{
	preschool.Guardian:  "Vårdnadshavare",
	preschool.Collector: "Hämtar och lämnar",
	preschool.Blocked:   "Hämtar och lämnar", // a card doesn't tell
	preschool.Staff:     "Personal",
}

func drawBadges(school preschool.Preschool, everybody bool, dir string) (n int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("make the folder for the cards: %w", err)
	}
	rows := [][]string{{"name", "code", "role", "file"}}
	for i, card := range school.Cards {
		if !everybody && (card.Role != preschool.Guardian || card.Revoked) {
			continue
		}
		picture, err := badge.DrawCard(card.Code, badge.Holder{
			Unit: school.Directory.Unit.Name, Name: card.Name, Role: roles[card.Role],
		})
		if err != nil {
			return n, err
		}
		role := string(card.Role)
		if card.Revoked {
			role = "revoked"
		}
		file := fmt.Sprintf("%04d-%s.png", i+1, strings.ReplaceAll(strings.ToLower(card.Name), " ", "-"))
		if err := writePNG(filepath.Join(dir, file), picture); err != nil {
			return n, err
		}
		rows = append(rows, []string{card.Name, card.Code.Text(), role, file})
		n++
	}
	return n, writeCSV(filepath.Join(dir, "badges.csv"), rows)
}

func writeCSV(path string, rows [][]string) error {
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	// Codes open a door: nobody else on this machine needs to read them.
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("write the list of codes: %w", err)
	}
	return nil
}

func writePNG(path string, picture image.Image) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write a picture: %w", err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err = encoder.Encode(f, picture)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
