package clock

import (
	"time"

	"github.com/google/uuid"
)

// program is this start of the program: the run to count in where the system
// names none.
var program = struct {
	id      string
	started time.Time
}{uuid.NewString(), time.Now()}

// sinceProgram is measured by Go's monotonic clock, which no setting moves.
func sinceProgram() time.Duration { return time.Since(program.started) }
