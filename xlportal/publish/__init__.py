"""What leaves the office: appendices, circular, charts, as sheets and as a Word document."""
